const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},]|[^\s[\]{},"]+/g;

/** The elements of a JSON array as they are written, whitespace and all: parsing would lose digits. */
export function splitJson(array: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of array.matchAll(TOKEN)) {
    if (token === '[' || token === '{') {
      depth += 1;
      if (depth === 1) start = index + 1;
    } else if (token === ']' || token === '}') depth -= 1;
    const ended = (token === ',' && depth === 1) || depth === 0;
    if (!ended) continue;
    const part = array.slice(start, index).trim();
    if (part !== '') parts.push(part);
    start = index + 1;
  }
  return parts;
}
