const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;
const INDENT = '  ';
/** Deeper ones are left as they are: 64 kB can be nested 30 000 deep, and nobody reads lines that far to the right. */
const DEEPEST = 200;

/**
 * A JSON object or array set out over lines, or nothing when the text is none or is nested too deep. Its tokens stay as
 * they are written: by way of parsing and printing, long numbers would lose digits.
 */
export function prettyJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return undefined;
  const tokens = text.match(TOKEN) ?? [];
  if (depthOf(tokens) > DEEPEST) return undefined;
  let depth = 0;
  const line = (): string => `\n${INDENT.repeat(depth)}`;
  return tokens
    .map((token, at) => {
      switch (token) {
        case '{':
        case '[':
          if (isEnd(tokens[at + 1])) return token;
          depth += 1;
          return token + line();
        case '}':
        case ']':
          if (isOpening(tokens[at - 1])) return token;
          depth -= 1;
          return line() + token;
        case ',':
          return token + line();
        case ':':
          return ': ';
        default:
          return token;
      }
    })
    .join('');
}

function depthOf(tokens: readonly string[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (isOpening(token)) deepest = Math.max(deepest, ++depth);
    else if (isEnd(token)) depth -= 1;
  }
  return deepest;
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function isEnd(token: string | undefined): boolean {
  return token === '}' || token === ']';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
