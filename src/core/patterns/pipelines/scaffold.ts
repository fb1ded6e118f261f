import { transaction } from '../kit/transaction';
import type { PipelinesContext } from './parameters';
import { keepResult, resultsKey } from './results';
import { affordable, measure, pipelined, valueKeys } from './ways';

/** The values, written in pipelines; that is the first thing measured. */
export async function scaffold(context: PipelinesContext): Promise<void> {
  const keys = valueKeys(context, await affordable(context));
  context.report({ done: 0, total: keys.length });
  await transaction(context, [['UNLINK', resultsKey(context)]]);
  await keepResult(context, pipelined, await measure(context, pipelined, keys));
  context.report({ done: keys.length, total: keys.length });
}
