import { asNumber } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { Product } from './catalogue';
import { indexCommand } from './coreIndex';
import { putCommands } from './fillFullText';
import type { SearchStep } from './findingSteps';
import { queryFor } from './found';
import { coreNames, searchNames } from './names';
import type { SearchContext } from './parameters';
import { indexScript } from './scripts';
import { search } from './search';
import { fullTextVariant } from './variants';

export const writing: SearchStep = {
  id: 'writing',
  title: 'The index follows every write',
  teaches:
    "Search indexes a document in the write itself, and forgets it when it is deleted or expires. An inverted index of one's own follows only if one script changes the document and its lists, and takes the old words away: so the document remembers what is indexed of it.",
  region: 'write',
  async run(context) {
    const id = await nextId(context);
    // Words that no other product has.
    const [first, second] = [`q${context.random.hex(7)}`, `z${context.random.hex(7)}`];
    const counts: number[] = [];
    const look = async (): Promise<void> => {
      counts.push(await total(context, first), await total(context, second));
    };
    await put(context, id, lamp(first));
    await look();
    await put(context, id, lamp(second));
    await look();
    await put(context, id, undefined);
    await look();
    const [made, , old, renamed, , gone] = counts;
    const right = counts.join() === '1,0,0,1,0,0';
    return {
      summary: `After the write its word finds ${String(made)}; after the change the old word finds ${String(old)} and the new one ${String(renamed)}; after the deletion ${String(gone)}.`,
      figures: [
        { label: 'Found when written', value: made ?? 0 },
        { label: 'Found by the old word after the change', value: old ?? 0, tone: old === 0 ? 'good' : 'bad' },
        { label: 'Found by the new word', value: renamed ?? 0 },
        { label: 'Found when deleted', value: gone ?? 0, tone: gone === 0 ? 'good' : 'bad' },
        { label: 'Index and documents agree', value: right ? 'yes' : 'no', tone: right ? 'good' : 'bad' },
      ],
    };
  },
};

export const conflict: SearchStep = {
  id: 'conflict',
  title: 'Whoever comes second reads again',
  teaches:
    'The lists to take a document from are those of its words as they were read. When somebody else wrote it in between they are the wrong ones, so the script compares what is indexed with what was read, and answers 0 instead of leaving words behind.',
  region: 'coreWrite',
  variants: ['invertedIndex'],
  async run(context) {
    const names = coreNames(context.keys);
    const { redis, signal, ttlSeconds } = context;
    const id = await nextId(context);
    await ensureLoaded(redis, [indexScript(0)], { signal });
    // Both have read that there is no such product.
    const commands = ['first', 'second'].map((word) => indexCommand(names, id, null, lamp(word), ttlSeconds));
    const replies = await Promise.all(commands.map((command) => redis.send(command, { signal })));
    const [won, lost] = replies.map(asNumber);
    await put(context, id, undefined);
    return {
      summary: `Of two who wrote the same product at once the first was answered ${String(won)} and the second ${String(lost)}; only one product was made.`,
      figures: [
        { label: 'First', value: won ?? 0 },
        { label: 'Second', value: lost ?? 0, tone: lost === 0 ? 'good' : 'bad' },
      ],
    };
  },
};

function lamp(word: string): Product {
  return { name: `Lamp ${word}`, description: 'Made for this step.', category: 'Furniture', price: 42 };
}

async function total(context: SearchContext, word: string): Promise<number> {
  return (await search(context, queryFor(`${word} `))).total;
}

async function nextId(context: SearchContext): Promise<number> {
  const variant = fullTextVariant(context);
  const { lastId } = variant ? searchNames(context.keys, variant) : coreNames(context.keys);
  const [id] = await transaction(context, [
    ['INCR', lastId],
    ['EXPIRE', lastId, context.ttlSeconds],
  ]);
  return asNumber(id ?? null);
}

/** Writes the product, or deletes it when there is none. */
async function put(context: SearchContext, id: number, product: Product | undefined): Promise<void> {
  const { keys, redis, signal, ttlSeconds } = context;
  const variant = fullTextVariant(context);
  if (!variant) {
    const names = coreNames(keys);
    await ensureLoaded(redis, [indexScript(0)], { signal });
    const { reply } = await read(context, ['HGET', names.document(id), 'indexed']);
    await redis.send(indexCommand(names, id, reply, product, ttlSeconds), { signal });
    return;
  }
  const key = searchNames(keys, variant).document(id);
  await transaction(context, product ? putCommands(key, product, variant, ttlSeconds) : [['UNLINK', key]]);
}
