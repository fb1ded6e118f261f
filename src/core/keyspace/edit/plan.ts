import { createHash } from 'node:crypto';
import type { CommandArg, Reply } from '../../redis/reply';
import { asBytes, asOptionalText } from '../../redis/reply';
import type { Seen } from './edits';
import type { EditKind, ExpireAt, KeyEdit, Undo } from './outcomes';
import type { EditScript } from './scripts';

/** Bytes that are sent to be compared; of longer ones the server compares the SHA-1. */
const LONGEST_SEEN = 1024;

/** How an edit is run: the script, the key's type, the arguments after the common ones, and what its answer means. */
export interface Plan {
  readonly script: EditScript;
  /** Absent: of any type, and that of the key is asked for first. */
  readonly type?: string;
  readonly args: readonly CommandArg[];
  readonly undo: (answer: readonly Reply[]) => Undo | undefined;
}

export type Of<Kind extends EditKind> = Extract<KeyEdit, { kind: Kind }>;

export function seenArg(seen: Seen<Buffer> | string | null): Buffer | string {
  if (seen === null) return '-';
  if (typeof seen === 'string') return `=${seen}`;
  if (!Buffer.isBuffer(seen)) return `#${seen.sha1}`;
  return seen.length > LONGEST_SEEN ? `#${sha1(seen)}` : Buffer.concat([Buffer.from('='), seen]);
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

export function optionalBytes(reply: Reply | undefined): Buffer | null {
  return reply === undefined || reply === null ? null : asBytes(reply);
}

/** When something ends, as the scripts tell it. */
export function expireAt(reply: Reply | undefined): ExpireAt {
  const text = asOptionalText(reply ?? null) ?? '';
  return text === '' ? null : Number(text);
}
