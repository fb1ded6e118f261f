import { throwIfAborted } from '../../base/abort';
import { inBatches } from '../kit/batches';
import { counterKeys, counterOf } from './keys';
import type { CounterContext } from './parameters';
import { countVisits } from './visits';

const BATCH = 500;

/** Everybody came once. */
export async function scaffold(context: CounterContext): Promise<void> {
  const { visitors } = context.parameters;
  await clear(context, visitors);
  for (let start = 0; start < visitors; start += BATCH) {
    throwIfAborted(context.signal);
    const size = Math.min(BATCH, visitors - start);
    await countVisits(
      context,
      Array.from({ length: size }, (_, n) => start + n),
    );
    context.report({ done: start + size, total: visitors });
  }
}

/** Counters only grow: what an earlier scaffold counted has to go first. */
async function clear(context: CounterContext, visitors: number): Promise<void> {
  const buckets = new Set(Array.from({ length: visitors }, (_, visitor) => counterOf(context.keys, visitor).key));
  const names = [...Object.values<string>({ ...counterKeys(context.keys) }), ...buckets];
  await inBatches({ ...context, report: () => undefined }, names, BATCH, (batch) => [['UNLINK', ...batch]]);
}
