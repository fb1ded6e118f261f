import { systemClock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import { hasFeature } from '../../redis/capabilities';
import type { Connection } from '../../redis/connection';
import { printable } from '../../redis/printable';
import { fittingPage } from '../pageFit';
import { keyLines } from './exportKeys';
import { readHeads } from './keyHeads';
import { readParts } from './readParts';

/** Characters: more than anybody pastes. */
const LONGEST = 1_000_000;
/** Elements of one command: a small collection is one line. Fewer where they are big. */
const PAGE = 1000;

/**
 * The redis-cli commands, each on its line, that make the key as it is now. Rejects with `NOT_FOUND` when it is not there,
 * and with `NOT_AVAILABLE` when they would be longer than a clipboard should hold.
 */
export async function copyCommand(connection: Connection, key: Buffer, signal?: AbortSignal): Promise<string> {
  const [head] = await readHeads(connection, [key], systemClock, signal);
  if (head instanceof CodedError) throw head;
  if (!head) throw new CodedError('NOT_FOUND', `The key "${printable(key, 60)}" is not there any more.`);
  const { capabilities } = connection;
  const parts = readParts(connection, key, head.type, {
    page: await fittingPage(connection, key, PAGE, signal),
    fieldTtls: capabilities !== undefined && hasFeature(capabilities, 'hashFieldTtl'),
    ...(signal && { signal }),
  });
  let text = '';
  for await (const line of keyLines(head, parts, 'commands')) {
    text += text === '' ? line : `\n${line}`;
    if (text.length > LONGEST) throw tooLong(key);
  }
  return text;
}

function tooLong(key: Buffer): CodedError {
  const text = `The commands that make "${printable(key, 60)}" are longer than 1 MB, so they were not copied. Export the key to a file instead.`;
  return new CodedError('NOT_AVAILABLE', text);
}
