import type { ImportSyntax } from './clients';

/** What a comment in inserted code says of where it comes from. */
export interface SnippetMarker {
  readonly pattern: string;
  readonly variant: string;
  /** The parameters that the lab had when the code was inserted. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** `Redis Patterns: inventory (json) units=3`, behind whatever begins a comment. */
const MARKER = /^\s*(?:\/\/|#|--)\s*Redis Patterns: ([a-z][a-z\d-]*)(?: \((\w+)\))?((?: \w+=\S+)*)\s*$/;

export function markerLine(syntax: ImportSyntax, { pattern, variant, parameters }: SnippetMarker): string {
  const comment = ['python', 'none'].includes(syntax) ? '#' : '//';
  const values = Object.entries(parameters).map(([name, value]) => ` ${name}=${encodeURIComponent(value)}`);
  return `${comment} Redis Patterns: ${pattern} (${variant})${values.join('')}`;
}

/** The marker on this line of a document, if there is one. */
export function readMarker(line: string): SnippetMarker | undefined {
  const [, pattern, variant = '', values = ''] = MARKER.exec(line) ?? [];
  if (pattern === undefined) return undefined;
  const parameters = values
    .trim()
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), decoded(pair.slice(pair.indexOf('=') + 1))] as const);
  return { pattern, variant, parameters: Object.fromEntries(parameters) };
}

/** The line (0-based) of a document where the code of this pattern begins, if it is there. */
export function findMarker(document: string, pattern: string): number | undefined {
  const line = document.split(/\r?\n/).findIndex((text) => readMarker(text)?.pattern === pattern);
  return line < 0 ? undefined : line;
}

/** People edit comments: what cannot be decoded is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
