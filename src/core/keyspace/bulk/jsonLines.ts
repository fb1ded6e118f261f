const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;
const INDENT = '  ';
/** What is nested deeper stays as it is: nobody reads lines that far to the right. */
const DEEPEST = 200;

/**
 * A JSON object or list with a line for each of its parts; undefined for what is none, or is nested too deep. Only the
 * blanks change: by way of parsing and printing, 1.0 would read as 1 does, and members of one name as the last of them.
 */
export function jsonLines(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return undefined;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let before = '';
  let lines = '';
  for (const token of tokens) {
    const opens = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (opens) depth += 1;
    if (closes) depth -= 1;
    if (depth > DEEPEST) return undefined;
    // An empty one stays on its line.
    if (opens !== closes || before === ',') lines += `\n${INDENT.repeat(depth)}`;
    lines += token === ':' ? ': ' : token;
    before = token;
  }
  return lines;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
