import { throwIfAborted } from '../../base/abort';
import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asBytes, asNumber, asPairs, asText } from '../../redis/reply';
import { escapeGlob } from '../glob';
import { fittingPage } from '../pageFit';
import { ask } from '../readers/reader';
import type { FoundRow, SearchPlace, SearchRequest, SearchStep } from './searchTypes';

type CursorKind = 'hash' | 'set' | 'zset';

/** As many as the keyspace's own scan asks for: another client hardly waits longer. Fewer where they are big. */
const COUNT = 1000;

const COMMANDS: Readonly<Record<CursorKind, readonly [length: string, scan: string]>> = {
  hash: ['HLEN', 'HSCAN'],
  set: ['SCARD', 'SSCAN'],
  zset: ['ZCARD', 'ZSCAN'],
};

/** By the server's own matcher; only what matches moves. */
export async function searchByCursor(
  executor: Executor,
  kind: CursorKind,
  { key, text, signal }: SearchRequest,
  place: SearchPlace,
): Promise<SearchStep | undefined> {
  const [length, scan] = COMMANDS[kind];
  const pattern = patternOf(text);
  const count = await fittingPage(executor, key, COUNT, signal);
  const rows: FoundRow[] = [];
  let cursor = place.at;
  for (let looked = 0; ;) {
    const commands: Command[] = [
      [length, key],
      [scan, key, cursor, 'MATCH', pattern, 'COUNT', count],
    ];
    const [size = null, page = null] = await ask(executor, commands, signal);
    throwIfAborted(signal);
    const total = asNumber(size);
    if (total === 0) return undefined;
    const [following = null, elements = null] = asArray(page);
    cursor = asText(following);
    rows.push(...rowsOf(kind, asArray(elements)));
    // The server does not tell how many it passed over.
    looked += count;
    if (cursor === '0') return { rows, looked: total, total };
    const all = place.looked + looked;
    if (place.isOver({ looked, rows: rows.length })) {
      return { rows, looked: Math.min(all, total), total, next: `${cursor}:${String(all)}` };
    }
  }
}

/** What has no sign of a glob may stand anywhere in a name. */
function patternOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return /[*?[]/.test(text) ? bytes : Buffer.concat([Buffer.from('*'), escapeGlob(bytes), Buffer.from('*')]);
}

function rowsOf(kind: CursorKind, found: readonly Reply[]): readonly FoundRow[] {
  switch (kind) {
    case 'hash':
      return asPairs(found).map(([field, value]) => ({ field: asBytes(field), value: asBytes(value) }));
    case 'set':
      return found.map((member) => ({ value: asBytes(member) }));
    case 'zset':
      return asPairs(found).map(([member, score]) => ({ value: asBytes(member), score: asText(score) }));
  }
}
