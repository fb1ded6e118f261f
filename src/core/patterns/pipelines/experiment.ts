import { throwIfAborted } from '../../base/abort';
import { asNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { PipelinesContext, PipelinesValues } from './parameters';
import type { Way } from './ways';
import { affordable, measure, oneByOne, pipelined, valueKeys } from './ways';

export const experiment: Experiment<PipelinesValues> = {
  // The pattern's own parameters say how many commands, in which batches and with what delay.
  load: {},
  question: () => 'How often does the program wait for the network to write the same values?',
  naive: { title: 'One by one', run: (context) => lane(context, oneByOne) },
  right: { title: 'Pipelined', run: (context) => lane(context, pipelined) },
  judge: (naive, right) => [
    {
      text: 'One by one waits once for each value',
      lane: 'naive',
      holds: count(naive, 'roundTrips') === count(naive, 'values'),
    },
    {
      text: 'Pipelined waits once for each batch',
      lane: 'right',
      holds: count(right, 'roundTrips') === Math.ceil(count(right, 'values') / count(right, 'batch')),
    },
    {
      text: 'Every value was written',
      lane: 'both',
      holds: [naive, right].every((result) => count(result, 'found') === count(result, 'values')),
    },
  ],
  explain: (naive, right) =>
    `The server carried out the same kind of commands, but the program waited ${String(count(naive, 'roundTrips'))} times for ${String(count(naive, 'values'))} values one by one, and ${String(count(right, 'roundTrips'))} times for ${String(count(right, 'values'))} in batches of ${String(count(right, 'batch'))}. Each wait costs the way to the server and back, here with a simulated delay on top.`,
};

async function lane(context: PipelinesContext, way: Way): Promise<LaneResult> {
  const keys = valueKeys(context, await affordable(context), 'experiment', way.id);
  await transaction(context, [['UNLINK', ...keys]]);
  throwIfAborted(context.signal);
  const { values, roundTrips, ms } = await measure(context, way, keys);
  const found = asNumber((await read(context, ['EXISTS', ...keys])).reply);
  return {
    figures: [
      { label: 'Round trips', value: roundTrips, tone: roundTrips === values ? 'bad' : 'good' },
      { label: 'Values written', value: found },
      { label: 'Time, delay included', value: Math.round(ms), unit: 'ms' },
    ],
    counts: { roundTrips, values, found, batch: context.parameters.batch },
  };
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
