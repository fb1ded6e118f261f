/**
 * A step of a JSONPath to the member of this name: `["a.b"]`, `['a"b']`. RedisJSON knows an escaped quote and an escaped
 * backslash and nothing else: line ends and the like stand for themselves. Some of its commands (JSON.OBJLEN in 2.8) do
 * not find a name by an escaped quote, so the quotes are those that the name does not have, where there are such.
 */
export function memberStep(name: string): string {
  const quote = name.includes('"') && !name.includes("'") ? "'" : '"';
  return `[${quote}${name.replace(/["'\\]/g, (sign) => (sign === quote || sign === '\\' ? `\\${sign}` : sign))}${quote}]`;
}

/** A step to an element: `[5]`. */
export function arrayStep(index: number): string {
  return `[${String(index)}]`;
}
