import { CodedError } from '../../base/errors';
import type { Script } from '../../redis/executor';
import type { CommandArg, Reply } from '../../redis/reply';
import { asArray, asNumber } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { InventoryContext } from './parameters';
import { keysOf, kindOf, ledgerKey, markerKey } from './products';
import { buyScript, confirmScript, orderScript, releaseScript, reserveScript } from './scripts';

/** How a purchase or a hold ended. */
export type Ending = 'done' | 'again' | 'soldAlready' | 'different' | 'tooFew' | 'noHold' | 'unknown';

export interface Answer {
  readonly ending: Ending;
  /** Units left; of a confirmation those sold; of an order of several lines the number of the line that was refused. */
  readonly number: number;
}

/** A script with its keys and arguments: run alone, or as one command of a pipeline. */
export interface Call {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly CommandArg[];
}

/** Longer than any client tries again. */
const ORDER_SECONDS = 600;

export function buying(context: InventoryContext, sku: string, order: string, units: number): Call {
  const { product, holds, held, sold } = keysOf(context, sku);
  return {
    script: buyScript,
    keys: [product, holds, held, sold, markerKey(context, order, sku), ledgerKey(context)],
    args: [kindOf(context), order, sku, units, orderSeconds(context), context.ttlSeconds],
  };
}

export function reserving(context: InventoryContext, sku: string, order: string, units: number, holdMs: number): Call {
  const { product, holds, held } = keysOf(context, sku);
  return {
    script: reserveScript,
    keys: [product, holds, held, markerKey(context, order, sku)],
    args: [kindOf(context), order, units, holdMs, context.ttlSeconds],
  };
}

export function confirming(context: InventoryContext, sku: string, order: string): Call {
  const { holds, held, sold } = keysOf(context, sku);
  return {
    script: confirmScript,
    keys: [holds, held, sold, markerKey(context, order, sku), ledgerKey(context)],
    args: [order, sku, orderSeconds(context), context.ttlSeconds],
  };
}

export function releasing(context: InventoryContext, sku: string, order: string): Call {
  const { product, holds, held } = keysOf(context, sku);
  return { script: releaseScript, keys: [product, holds, held], args: [kindOf(context), order] };
}

export interface Line {
  readonly sku: string;
  readonly units: number;
}

export function ordering(context: InventoryContext, order: string, lines: readonly Line[]): Call {
  const products = lines.map(({ sku }) => keysOf(context, sku));
  return {
    script: orderScript(lines.length),
    keys: [
      ...[markerKey(context, order), ledgerKey(context)],
      ...products.flatMap(({ product, holds, held, sold }) => [product, holds, held, sold]),
    ],
    args: [
      ...[kindOf(context), order, orderSeconds(context), context.ttlSeconds],
      ...lines.flatMap(({ sku, units }) => [sku, units]),
    ],
  };
}

export async function run(context: InventoryContext, { script, keys, args }: Call): Promise<Reply> {
  return runScript(context.redis, script, keys, args, { signal: context.signal });
}

/** Runs what answers how it ended. */
export async function ask(context: InventoryContext, call: Call): Promise<Answer> {
  return readAnswer(await run(context, call));
}

export function readAnswer(reply: Reply): Answer {
  const [code, number] = asArray(reply).map(asNumber);
  const ending = ENDINGS.get(code ?? 0);
  if (!ending || number === undefined) throw new CodedError('INTERNAL', 'The script answered what it never answers.');
  return { ending, number };
}

const ENDINGS: ReadonlyMap<number, Ending> = new Map([
  [1, 'done'],
  [2, 'again'],
  [3, 'soldAlready'],
  [4, 'different'],
  [0, 'noHold'],
  [-1, 'tooFew'],
  [-2, 'unknown'],
]);

function orderSeconds({ ttlSeconds }: InventoryContext): number {
  return Math.min(ORDER_SECONDS, ttlSeconds);
}
