import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { moveBlindly, transfer } from './accounts';
import type { TransactionsContext, TransactionsValues } from './parameters';
import { contendWatching } from './watching';

const AMOUNT = 100;
const OPENING = 1000;
/** What the money is enough for. */
const ENOUGH = OPENING / AMOUNT;

const load = {
  transfers: {
    kind: 'number',
    title: 'Transfers',
    description: 'How many arrive together; the money is enough for ten.',
    default: 50,
    min: 20,
    max: 500,
  },
  writers: {
    kind: 'number',
    title: 'Writers',
    description: 'How many watch one value and change it, each over a connection of its own.',
    default: 12,
    min: 6,
    max: 24,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<TransactionsValues, typeof load> = {
  load,
  question: ({ transfers }) =>
    `${String(transfers)} transfers of ${String(AMOUNT)} arrive together, and there are ${String(OPENING)}: how many are carried out?`,
  naive: { title: 'GET, ask, then MULTI', run: (context, load) => lane(context, load, 'naive', askThenMove) },
  right: { title: 'A script that asks and moves', run: (context, load) => lane(context, load, 'right', transfer) },
  judge: (naive, right, { writers }) => [
    { text: 'Asking before MULTI takes more than there is', lane: 'naive', holds: count(naive, 'left') < 0 },
    {
      text: `The script carries out exactly ${String(ENOUGH)}`,
      lane: 'right',
      holds: count(right, 'moved') === ENOUGH,
    },
    { text: 'The script leaves nobody below 0', lane: 'right', holds: count(right, 'left') === 0 },
    {
      text: 'No money appears or disappears',
      lane: 'both',
      holds: [naive, right].every((result) => count(result, 'together') === OPENING),
    },
    {
      text: `${String(writers)} writers that watch a value try more than twice as often as they get through`,
      lane: 'both',
      holds: [naive, right].every((result) => count(result, 'attempts') > 2 * writers && count(result, 'lost') === 0),
    },
  ],
  explain: (naive, right, { writers }) =>
    `All asked before any of them wrote, and MULTI asks nothing: ${String(count(naive, 'moved'))} transfers were carried out and ${String(count(naive, 'left'))} is left. A script asks and moves in one step, so ${String(count(right, 'moved'))} were. Optimistic locking loses nothing either, but ${String(writers)} writers of one value needed ${String(count(right, 'attempts'))} attempts.`,
};

type Move = (context: TransactionsContext, from: string, to: string, amount: number) => Promise<boolean>;

/** As one reads it everywhere: on a connection that others use too, WATCH would not change it. */
async function askThenMove(context: TransactionsContext, from: string, to: string, amount: number): Promise<boolean> {
  const balance = asOptionalNumber(await context.redis.send(['GET', from], { signal: context.signal })) ?? 0;
  if (balance < amount) return false;
  await moveBlindly(context, from, to, amount);
  return true;
}

/** All transfers in one turn on one connection: each asks before any change arrives, in every run. */
async function lane(
  context: TransactionsContext,
  { transfers, writers }: Load,
  name: string,
  move: Move,
): Promise<LaneResult> {
  const { keys, ttlSeconds } = context;
  const of = (what: string): string => keys.of('experiment', name, what);
  const [from, to, document] = [of('from'), of('to'), of('document')];
  await transaction(context, [
    ['UNLINK', document],
    ['SET', from, OPENING, 'EX', ttlSeconds],
    ['SET', to, 0, 'EX', ttlSeconds],
  ]);
  const moved = await Promise.all(Array.from({ length: transfers }, () => move(context, from, to, AMOUNT)));
  const { attempts, successes } = await contendWatching(context, document, writers);
  const [left, got, value] = await readAll(context, [
    ['GET', from],
    ['GET', to],
    ['GET', document],
  ]);
  const counts = {
    moved: moved.filter((done) => done).length,
    left: asNumber(left?.reply ?? null),
    together: asNumber(left?.reply ?? null) + asNumber(got?.reply ?? null),
    attempts,
    lost: successes - asNumber(value?.reply ?? null),
  };
  return told(counts, writers);
}

type Counts = Readonly<Record<'moved' | 'left' | 'together' | 'attempts' | 'lost', number>>;

function told(counts: Counts, writers: number): LaneResult {
  return {
    figures: [
      { label: 'Carried out', value: counts.moved, tone: counts.moved > ENOUGH ? 'bad' : 'good' },
      { label: 'Left', value: counts.left, tone: counts.left < 0 ? 'bad' : 'good' },
      { label: 'Together', value: counts.together },
      { label: `Attempts of ${String(writers)} writers that watch a value`, value: counts.attempts },
    ],
    counts,
  };
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
