import { expandVariables } from './variables';

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** `NAME=value`, also after `export`, in quotes (then over several lines), with a comment after it. */
const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([a-z_][\w.-]*)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[^]|[^"\\])*)"|([^\n]*?))(?:[ \t]+#[^\n]*)?[ \t]*$/gim;

/**
 * The entries of a .env file as most readers of such files agree on them, with the variables of the lines before put in.
 * Those that cannot be told, because a variable comes from elsewhere, are left out.
 */
export function readEnvFile(text: string): EnvEntry[] {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const known = new Map<string, string>();
  const entries: EnvEntry[] = [];
  let line = 1;
  let counted = 0;
  for (const match of source.matchAll(ENTRY)) {
    const [, name = '', single, double, bare = ''] = match;
    line += source.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    const value = single ?? valueOf(double, bare, known);
    if (value === undefined) {
      known.delete(name);
      continue;
    }
    known.set(name, value);
    entries.push({ name, value, line });
  }
  return entries;
}

function valueOf(double: string | undefined, bare: string, known: ReadonlyMap<string, string>): string | undefined {
  const lookUp = (name: string): string | undefined => known.get(name);
  if (double !== undefined) return expandVariables(double, lookUp, 'quoted');
  // Right after the =, a # begins a comment; within a value it is part of it.
  return bare.startsWith('#') ? '' : expandVariables(bare, lookUp, 'bare');
}
