import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { InventoryContext, InventoryValues } from './parameters';
import { addUnits, kindOf, numberAfter, putProduct, readStock, stockOf } from './products';
import { readAnswer, run } from './purchases';
import { buyScript } from './scripts';

/** Always more buyers than units. Large orders that cannot be filled come first, small ones that can after them. */
const load = {
  buyers: {
    kind: 'number',
    title: 'Buyers',
    description: 'How many want one unit each, all at once.',
    default: 200,
    min: 110,
    max: 1000,
  },
  stock: {
    kind: 'number',
    title: 'Units',
    description: 'How many there are for them.',
    default: 100,
    min: 1,
    max: 100,
  },
  large: {
    kind: 'number',
    title: 'Orders too large',
    description: 'How many come that ask for one unit more than there is.',
    default: 20,
    min: 2,
    max: 200,
  },
  small: {
    kind: 'number',
    title: 'Orders that fit',
    description: 'How many come after those and want one unit each; that is how many there are.',
    default: 10,
    min: 2,
    max: 200,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

/** Buys `units` and answers whether it was sold; `order` is a number that no other buyer of the lane has. */
type Buy = (context: InventoryContext, product: string, units: number, order: number) => Promise<boolean>;

export const experiment: Experiment<InventoryValues, typeof load> = {
  load,
  question: ({ buyers, stock, large, small }) =>
    `${String(buyers)} buyers at once for ${String(stock)} units, then ${String(large)} orders too large and ${String(small)} that fit: who gets what?`,
  naive: {
    title: 'look, then take; take, then give back',
    run: (context, load) => lane(context, load, { name: 'naive', rush: lookThenTake, mixed: takeThenGiveBack }),
  },
  right: {
    title: 'one script that looks and takes',
    run: (context, load) => lane(context, load, { name: 'right', rush: byScript, mixed: byScript }),
  },
  judge: (naive, right, { stock }) => [
    {
      text: 'Looking first and taking later sells more than there is',
      lane: 'naive',
      holds: count(naive, 'oversold') > 0,
    },
    {
      text: 'Taking first and giving back refuses buyers whose units were there',
      lane: 'naive',
      holds: count(naive, 'wronglyRefused') > 0,
    },
    {
      text: 'Exactly what there was is sold',
      lane: 'right',
      holds: count(right, 'oversold') === 0 && count(right, 'sold') === stock,
    },
    { text: 'Nobody is refused while units are left', lane: 'right', holds: count(right, 'wronglyRefused') === 0 },
  ],
  explain: (naive, _right, { buyers }) =>
    `All ${String(buyers)} looked before any of them took, so ${String(count(naive, 'oversold'))} units were sold that nobody has. Taking first seems to help, but orders that are too large hold the stock below zero until they give back, and ${String(count(naive, 'wronglyRefused'))} buyers who would have fitted were sent away. In a script nothing comes between the look and the taking.`,
};

async function lane(
  context: InventoryContext,
  { buyers, stock, large, small }: Load,
  { name, rush, mixed }: { readonly name: string; readonly rush: Buy; readonly mixed: Buy },
): Promise<LaneResult> {
  const kind = kindOf(context);
  const first = context.keys.of('experiment', kind, name, 'rush');
  const second = context.keys.of('experiment', kind, name, 'mixed');
  await Promise.all([anew(context, first, stock), anew(context, second, small)]);
  const rushed = await Promise.all(Array.from({ length: buyers }, (_, n) => rush(context, first, 1, n)));
  const sizes = Array.from({ length: large + small }, (_, n) => (n < large ? small + 1 : 1));
  const served = await Promise.all(sizes.map((units, n) => mixed(context, second, units, buyers + n)));
  const [left] = await readAll(context, [readStock(kind, first)]);
  const sold = rushed.filter(Boolean).length;
  const wronglyRefused = served.slice(large).filter((wasSold) => !wasSold).length;
  return laneResult({ sold, left: stockOf(kind, left?.reply ?? null) ?? 0, wronglyRefused }, stock);
}

function laneResult(
  { sold, left, wronglyRefused }: Readonly<Record<'sold' | 'left' | 'wronglyRefused', number>>,
  stock: number,
): LaneResult {
  const oversold = Math.max(0, sold - stock);
  return {
    figures: [
      { label: 'Oversold', value: oversold, unit: 'units', tone: oversold === 0 ? 'good' : 'bad' },
      {
        label: 'Buyers sent away though units were there',
        value: wronglyRefused,
        tone: wronglyRefused === 0 ? 'good' : 'bad',
      },
      { label: `Sold of ${String(stock)}`, value: sold, unit: 'units' },
      { label: 'Stock at the end', value: left, unit: 'units' },
    ],
    counts: { oversold, sold, left, wronglyRefused },
  };
}

async function anew(context: InventoryContext, key: string, stock: number): Promise<void> {
  await transaction(context, [
    ['UNLINK', key],
    putProduct(kindOf(context), key, 'sku', stock),
    ['EXPIRE', key, context.ttlSeconds],
  ]);
}

/** As most code does: all buyers look before any of them takes, because they come at the same time. */
const lookThenTake: Buy = async (context, product, units) => {
  const { redis, signal } = context;
  const kind = kindOf(context);
  const stock = stockOf(kind, await redis.send(readStock(kind, product), { signal })) ?? 0;
  if (stock < units) return false;
  await redis.send(addUnits(kind, product, 'stock', -units), { signal });
  return true;
};

/** As code does that has heard of atomic decrements: who gets below zero gives back. */
const takeThenGiveBack: Buy = async (context, product, units) => {
  const { redis, signal } = context;
  const kind = kindOf(context);
  const left = numberAfter(kind, await redis.send(addUnits(kind, product, 'stock', -units), { signal }));
  if (left >= 0) return true;
  await redis.send(addUnits(kind, product, 'stock', units), { signal });
  return false;
};

const byScript: Buy = async (context, product, units, order) => {
  const { keys, ttlSeconds } = context;
  const kind = kindOf(context);
  const of = (...parts: readonly (string | number)[]): string => keys.of('experiment', kind, 'right', ...parts);
  // Another marker for each run: what an earlier run sold is no retry of this one's.
  const marker = of('order', `${context.random.hex(6)}-${String(order)}`);
  const args = [kind, `order-${String(order)}`, 'sku', units, Math.min(60, ttlSeconds), ttlSeconds];
  const reply = await run(context, {
    script: buyScript,
    keys: [product, of('holds'), of('held'), of('sold'), marker, of('ledger')],
    args,
  });
  return readAnswer(reply).ending === 'done';
};

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
