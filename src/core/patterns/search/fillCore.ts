import { throwIfAborted } from '../../base/abort';
import { asArray, asNumber, asText } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import { inBatches } from '../kit/batches';
import { read, readAll } from '../kit/read';
import { CATEGORIES, productAt } from './catalogue';
import { indexCommand } from './coreIndex';
import type { CoreNames } from './names';
import type { SearchContext } from './parameters';
import { indexScript } from './scripts';

/** Documents of one round trip, each written and indexed by one script. */
const BATCH = 100;
const DELETE_BATCH = 500;

/** The documents and their index, from nothing. */
export async function fillCore(context: SearchContext, names: CoreNames, count: number): Promise<void> {
  await empty(context, names);
  const { redis, signal, ttlSeconds } = context;
  await read(context, ['SET', names.lastId, count, 'EX', ttlSeconds]);
  await ensureLoaded(redis, [indexScript(0)], { signal });
  const ids = Array.from({ length: count }, (_, n) => n + 1);
  await inBatches(context, ids, BATCH, (batch) =>
    batch.map((id) => indexCommand(names, id, null, productAt(id), ttlSeconds)),
  );
}

/** Deletes what an earlier fill made: the list of words names all posting lists. */
async function empty(context: SearchContext, names: CoreNames): Promise<void> {
  const [words, last] = await readAll(context, [
    ['ZRANGE', names.words, 0, -1],
    ['GET', names.lastId],
  ]);
  const ids = Array.from({ length: asNumber(last?.reply ?? 0) }, (_, n) => n + 1);
  const old = [
    ...asArray(words?.reply ?? []).map((word) => names.word(asText(word))),
    ...CATEGORIES.map((category) => names.prices(category)),
    ...ids.map((id) => names.document(id)),
    // Last: when this is cut short, the next one still finds all there is.
    names.words,
    names.lastId,
  ];
  for (let start = 0; start < old.length; start += DELETE_BATCH) {
    throwIfAborted(context.signal);
    const batch = old.slice(start, start + DELETE_BATCH);
    await read(context, ['UNLINK', ...batch]);
  }
}
