import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Block } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { counterKeys } from './keys';
import type { CounterContext } from './parameters';

/** How many visits, how many visitors, and what each way of counting them takes. */
export async function view(context: CounterContext): Promise<readonly Block[]> {
  const { visits, estimate, members, bits } = counterKeys(context.keys);
  const [count, names, ones, ...sizes] = await readAll(context, [
    ['GET', visits],
    ['SCARD', members],
    ['BITCOUNT', bits],
    ['MEMORY', 'USAGE', members],
    ['MEMORY', 'USAGE', bits],
    ['MEMORY', 'USAGE', estimate],
  ]);
  const [setBytes, bitBytes, estimateBytes] = sizes;
  if (!count || !names || !ones || !setBytes || asOptionalNumber(count.reply) === undefined) return [];
  const rows = [
    [setBytes, 'Set of names', 'exact'],
    [bitBytes, 'Bitmap', 'exact'],
    [estimateBytes, 'HyperLogLog', 'within 0.81 %, as a rule'],
  ] as const;
  return [
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Visits', value: asNumber(count.reply), source: count.source },
        { label: 'Visitors, by the set', value: asNumber(names.reply), source: names.source },
        { label: 'Visitors, by the bits', value: asNumber(ones.reply), source: ones.source },
      ],
    },
    {
      kind: 'ranking',
      title: 'What unique visitors take',
      unit: 'bytes',
      rows: rows.map(([reading, label], index) => ({ id: label, label, rank: index + 1, value: bytesOf(reading) })),
      source: setBytes.source,
    },
    {
      kind: 'table',
      title: 'What each of them answers',
      columns: [
        { title: 'Structure', align: 'start' },
        { title: 'Count', align: 'start' },
        { title: 'Bytes', align: 'end' },
      ],
      rows: rows.map(([reading, label, how]) => [label, how, bytesOf(reading)]),
      source: setBytes.source,
    },
  ];
}

function bytesOf(reading: Reading | undefined): number {
  return asOptionalNumber(reading?.reply ?? null) ?? 0;
}
