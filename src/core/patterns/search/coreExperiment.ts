import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { asArray, asOptionalText, asText } from '../../redis/reply';
import type { LaneResult } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { productAt } from './catalogue';
import { weightsOf } from './coreIndex';
import { fillCore } from './fillCore';
import { coreNames } from './names';
import type { SearchContext } from './parameters';
import { stemsOf, wordsOf } from './text';

const PRODUCTS = 1000;
const BATCH = 250;
/** "pan" is in "panel" and "pen" in "open"; "laptops" is in few texts, and every laptop is meant. */
const ASKED = ['lap', 'pan', 'pen', 'laptops', 'wireless laptop', 'mouse'];

/** Reads every product for every question, and looks whether its text contains the words. */
export async function scanLane(context: SearchContext): Promise<LaneResult> {
  const { keys, ttlSeconds, signal } = context;
  // Not SCAN itself, which would walk through all other keys of the server too.
  const ids = keys.of('experiment', 'naive', 'ids');
  const document = (id: string | number): string => keys.of('experiment', 'naive', 'product', id);
  for (let first = 1; first <= PRODUCTS; first += BATCH) {
    throwIfAborted(signal);
    const batch = Array.from({ length: BATCH }, (_, n) => first + n);
    const writes = batch.flatMap((id): Command[] => {
      const { name, description } = productAt(id);
      return [
        ['HSET', document(id), 'text', `${name} ${description}`],
        ['EXPIRE', document(id), ttlSeconds],
      ];
    });
    await transaction(context, [
      ...(first === 1 ? [['UNLINK', ids] as const] : []),
      ...writes,
      ['SADD', ids, ...batch],
      ['EXPIRE', ids, ttlSeconds],
    ]);
  }
  const before = context.sent().roundTrips;
  let documents = 0;
  const answers: string[] = [];
  for (const asked of ASKED) {
    const words = asked.split(' ');
    const found = new Set<string>();
    let cursor = '0';
    do {
      const page = asArray((await read(context, ['SSCAN', ids, cursor, 'COUNT', BATCH])).reply);
      const some = asArray(page[1] ?? []).map(asText);
      const texts = await readAll(
        context,
        some.map((id): Command => ['HGET', document(id), 'text']),
      );
      documents += some.length;
      texts.forEach(({ reply }, n) => {
        const text = asOptionalText(reply)?.toLowerCase() ?? '';
        if (words.every((word) => text.includes(word))) found.add(some[n] ?? '');
      });
      cursor = asText(page[0] ?? null);
    } while (cursor !== '0');
    answers.push(inOrder([...found]));
  }
  return laneOf(answers, { roundTrips: context.sent().roundTrips - before, documents });
}

/** Intersects the words' lists: one round trip for each question. */
export async function postingsLane(context: SearchContext): Promise<LaneResult> {
  const names = coreNames(context.keys, 'experiment', 'right');
  await fillCore(context, names, PRODUCTS);
  const before = context.sent().roundTrips;
  const answers: string[] = [];
  for (const asked of ASKED) {
    const lists = stemsOf(wordsOf(asked)).map((stem) => names.word(stem));
    const { reply } = await read(context, ['ZINTER', lists.length, ...lists]);
    answers.push(inOrder(asArray(reply).map(asText)));
  }
  return laneOf(answers, { roundTrips: context.sent().roundTrips - before, documents: 0 });
}

/** What each question has to find: the products that have all of its words, singular or plural. */
function expected(): string[] {
  const terms = Array.from({ length: PRODUCTS }, (_, n) => weightsOf(productAt(n + 1)));
  return ASKED.map((asked) => {
    const stems = stemsOf(wordsOf(asked));
    const ids = terms.flatMap((weights, n) => (stems.every((stem) => weights.has(stem)) ? [String(n + 1)] : []));
    return inOrder(ids);
  });
}

function inOrder(ids: readonly string[]): string {
  return ids.toSorted((a, b) => Number(a) - Number(b)).join();
}

function laneOf(
  answers: readonly string[],
  counted: { readonly roundTrips: number; readonly documents: number },
): LaneResult {
  const right = expected();
  const wrong = answers.filter((answer, n) => answer !== right[n]).length;
  return {
    figures: [
      { label: `Wrong answers of ${String(ASKED.length)}`, value: wrong, tone: wrong === 0 ? 'good' : 'bad' },
      { label: 'Round trips to answer', value: counted.roundTrips },
      { label: 'Documents read', value: counted.documents },
    ],
    counts: { wrong, queries: ASKED.length, ...counted },
  };
}
