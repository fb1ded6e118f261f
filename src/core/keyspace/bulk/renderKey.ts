import type { Clock } from '../../base/clock';
import { systemClock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import { hasFeature } from '../../redis/capabilities';
import type { Connection } from '../../redis/connection';
import { fittingPage } from '../pageFit';
import type { KeyHead } from './keyHeads';
import { readHeads } from './keyHeads';
import type { KeyPart } from './keyPart';
import { jsonLines } from './jsonLines';
import { escapeHidden, quoteArg, textOf } from './quote';
import { needsDump, readParts } from './readParts';

/** Lines, and characters, of one rendering: VS Code compares files of this size at once. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 1_000_000;

/** Types whose elements have no order of their own: they are sorted, so that equal keys read equal. */
const UNORDERED = new Set(['hash', 'set', 'zset']);

/**
 * The key as a text to be compared: what it is, when it expires, then one line for each element, in a stable order; text
 * and JSON of a string as they are. Bounded: where it is cut, the last line says so.
 */
export async function renderKey(
  connection: Connection,
  key: Buffer,
  signal?: AbortSignal,
  clock: Clock = systemClock,
): Promise<string> {
  const [head] = await readHeads(connection, [key], clock, signal);
  if (head instanceof CodedError) throw head;
  if (!head) return 'The key is not there.\n';
  const { capabilities } = connection;
  const lines: string[] = [];
  let length = 0;
  let cut = false;
  if (needsDump(head.type)) lines.push('A type that only the server itself can read: nothing to compare.');
  else {
    const fieldTtls = capabilities !== undefined && hasFeature(capabilities, 'hashFieldTtl');
    const strings: Buffer[] = [];
    for await (const part of readParts(connection, key, head.type, {
      page: await fittingPage(connection, key, 500, signal),
      fieldTtls,
      ...(signal && { signal }),
    })) {
      if (part.kind === 'string') strings.push(part.value);
      const more = part.kind === 'string' ? [] : partLines(part);
      lines.push(...more);
      length += part.kind === 'string' ? part.value.length : more.reduce((sum, line) => sum + line.length, 0);
      cut = lines.length > MOST_LINES || length > MOST_CHARACTERS;
      if (cut) break;
    }
    if (strings.length > 0) lines.push(stringText(Buffer.concat(strings)));
    if (UNORDERED.has(head.type)) lines.sort();
  }
  const shown = lines.slice(0, MOST_LINES);
  return [...headLines(head), ...shown, ...(cut ? [cutLine(head)] : []), ''].join('\n');
}

function headLines({ type, expireAt }: KeyHead): string[] {
  const time = expireAt === undefined ? 'never' : new Date(expireAt).toISOString();
  return [`type: ${type}`, `expires: ${time}`, ''];
}

function cutLine({ type }: KeyHead): string {
  const order = UNORDERED.has(type) ? ' A part of a collection without an order: it says little about the rest.' : '';
  return `… the rest is not shown: it is too large to be compared here.${order}`;
}

function partLines(part: KeyPart): string[] {
  switch (part.kind) {
    case 'hash':
      return part.fields.map(({ field, value, expireAt }) => {
        const time = expireAt === undefined ? '' : ` (expires ${new Date(expireAt).toISOString()})`;
        return `${quoteArg(field)}: ${quoteArg(value)}${time}`;
      });
    case 'list':
      return part.items.map(quoteArg);
    case 'set':
      return part.members.map(quoteArg);
    case 'zset':
      return part.pairs.map(({ member, score }) => `${quoteArg(member)}: ${score}`);
    case 'stream':
      return part.entries.map(({ id, pairs }) => `${id} ${pairs.map(quoteArg).join(' ')}`);
    case 'streamEnd':
      return [
        `last id: ${part.lastId}`,
        ...part.groups.map(
          ({ name, id, pending = 0 }) => `group ${quoteArg(name)}: at ${id}, ${String(pending)} pending`,
        ),
      ];
    case 'json':
      return [jsonText(part.text) ?? quoteArg(part.text)];
    case 'string':
    case 'dump':
      return [];
  }
}

/** Text keeps its own lines; what would not show itself is escaped, and bytes that are no text are hexadecimal. */
function stringText(bytes: Buffer): string {
  const text = jsonText(bytes) ?? textOf(bytes);
  if (text === undefined) return (bytes.toString('hex').match(/.{1,64}/g) ?? []).join('\n');
  return escapeHidden(text);
}

/** Objects and lists with a line for each of their parts; undefined for anything else. */
function jsonText(bytes: Buffer): string | undefined {
  const text = textOf(bytes);
  return text === undefined ? undefined : jsonLines(text);
}
