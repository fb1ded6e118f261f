import type { Command, Reply } from '../../redis/reply';
import { asArray, asText, ReplyError } from '../../redis/reply';
import type { LaneResult } from '../contract';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { Product } from './catalogue';
import { putCommands } from './fillFullText';
import { queryFor } from './found';
import { prepare, withValues } from './fullText';
import type { IndexState } from './indexLife';
import { createCommand, dropIndex, indexState, untilIndexed } from './indexLife';
import { searchNames } from './names';
import type { SearchNames } from './names';
import type { SearchContext } from './parameters';
import type { FullTextVariant } from './variants';

/** Long enough for the experiment; should it be cut off, its index goes by itself a minute later. */
const SECONDS = 60;

/** Few enough to see by eye what each query has to find. */
const PRODUCTS: readonly (readonly [name: string, description: string, price: number])[] = [
  ['Wireless Laptop Stand', 'Holds any laptop.', 49],
  ['Laptop Sleeve', 'Soft felt.', 25],
  ['Wi-Fi Router', 'Fast in large houses.', 89],
  ['Desk Lamp', 'Warm light.', 35],
  ['Wireless Mouse', 'Small and quiet.', 8],
  ['Foo Fighters Poster', 'On thick paper.', 12],
];

/** What is typed, and the ids that have all of its words. */
const ASKED: readonly (readonly [text: string, ids: string])[] = [
  ['laptop', '1,2'],
  ['wireless laptop', '1'],
  ['lamps', '4'],
  ['foo(', '6'],
  ['wi-fi', '3'],
  ['*', ''],
  ['lamp|mouse', ''],
  ['@price:[0 10]|laptop', ''],
];

export interface Way {
  /** Tells the lanes' indexes and keys apart. */
  readonly lane: 'naive' | 'right';
  /** How the index finds the fields. */
  readonly by?: 'path' | 'name';
  /** The search for what was typed. */
  command(names: SearchNames, text: string): Command;
}

/** One word, one parameter: what is typed is no syntax. */
export function askByParameters({ index }: SearchNames, text: string): Command {
  const prepared = prepare(queryFor(`${text} `));
  return ['FT.SEARCH', index, prepared.text, 'NOCONTENT', ...withValues(prepared)];
}

/** What is typed is the query. */
export function askByText({ index }: SearchNames, text: string): Command {
  return ['FT.SEARCH', index, text, 'NOCONTENT', 'DIALECT', 2];
}

/** Makes an index and a few products, asks for them, and takes the index away again, with all it covers. */
export async function fullTextLane(context: SearchContext, variant: FullTextVariant, way: Way): Promise<LaneResult> {
  const names = searchNames(context.keys, variant, 'experiment', way.lane);
  await dropIndex(context, names.index);
  await read(context, createCommand(names, variant, SECONDS, way.by));
  try {
    await transaction(
      context,
      PRODUCTS.flatMap((product, n) => putCommands(names.document(n + 1), productOf(product), variant, SECONDS)),
    );
    await untilIndexed(context, names.index);
    const state = await indexState(context, names.index);
    const commands = ASKED.map(([text]) => way.command(names, text));
    const replies = await context.redis.pipeline(commands, { signal: context.signal });
    return laneOf(
      replies.map((reply) => idsOf(names, reply)),
      state,
    );
  } finally {
    // Once it was stopped nothing is sent any more: then clean-up drops it, or its minute ends.
    if (!context.signal.aborted) await dropIndex(context, names.index);
  }
}

function productOf([name, description, price]: (typeof PRODUCTS)[number]): Product {
  return { name, description, price, category: 'Accessories' };
}

/** The ids in order, or undefined for a syntax error. */
function idsOf({ documents }: SearchNames, reply: Reply): string | undefined {
  if (reply instanceof ReplyError) return undefined;
  const [, ...keys] = asArray(reply);
  return keys
    .map((key) => asText(key).slice(documents.length))
    .sort()
    .join();
}

function laneOf(answers: readonly (string | undefined)[], { documents, records, failures }: IndexState): LaneResult {
  const wrong = ASKED.filter(([, ids], n) => answers[n] !== ids).length;
  const errors = answers.filter((answer) => answer === undefined).length;
  const rows = answers.reduce((sum, answer) => sum + (answer ? answer.split(',').length : 0), 0);
  return {
    figures: [
      { label: `Wrong answers of ${String(ASKED.length)}`, value: wrong, tone: wrong === 0 ? 'good' : 'bad' },
      { label: 'Syntax errors', value: errors, tone: errors === 0 ? 'good' : 'bad' },
      { label: 'Rows found', value: rows },
      { label: 'Documents in the index', value: documents },
      { label: 'Records in the index', value: records, tone: records === 0 ? 'bad' : 'good' },
      { label: 'Failures that the index admits', value: failures },
    ],
    counts: { wrong, errors, rows, records, failures, queries: ASKED.length },
  };
}
