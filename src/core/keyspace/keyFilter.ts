import { escapeGlob, globMatches } from './glob';
import type { KeyInfo, Ttl } from './keyTypes';
import { quotedName } from './typedName';

export type TtlFilter =
  | { readonly kind: 'none' }
  /** Expires, and has `ms` left at most. */
  | { readonly kind: 'within'; readonly ms: number };

/** Which keys are wanted; all that is given must hold. */
export interface KeyFilter {
  /** As typed: a glob, or a text (in double quotes, if need be) that is looked for anywhere in the name. */
  readonly text?: string;
  /** As TYPE names it. */
  readonly type?: string;
  readonly ttl?: TtlFilter;
}

/**
 * The glob of a filter's text; a text without wildcards is looked for anywhere in the name. One in double quotes is, as
 * redis-cli reads it, whatever is in it.
 */
export function globOf(text: string): Buffer {
  const quoted = quotedName(text);
  const bytes = quoted ?? Buffer.from(text);
  return !quoted && /[*?[\]]/.test(text)
    ? bytes
    : Buffer.concat([Buffer.from('*'), escapeGlob(bytes), Buffer.from('*')]);
}

export function matchesText(filter: KeyFilter, name: Uint8Array): boolean {
  return filter.text === undefined || globMatches(globOf(filter.text), name);
}

/** What the server did not tell does not pass. */
export function matchesTtl(wanted: TtlFilter | undefined, ttl: Ttl | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted.kind === 'none') return ttl?.kind === 'none';
  return ttl?.kind === 'expires' && ttl.ms <= wanted.ms;
}

/** Whether a key with these facts, whatever its name, is wanted. */
export function matchesInfo(filter: KeyFilter, info: KeyInfo): boolean {
  return (filter.type === undefined || filter.type === info.type) && matchesTtl(filter.ttl, info.ttl);
}

export function isSameFilter(a: KeyFilter | undefined, b: KeyFilter | undefined): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(filter: KeyFilter | undefined): string {
  const { text, type, ttl } = filter ?? {};
  return JSON.stringify([text, type, ttl?.kind, ttl?.kind === 'within' ? ttl.ms : undefined]);
}
