import { asNumber, asOptionalNumber, asPairs, asText } from '../../redis/reply';
import type { Block, Figure } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import type { PipelinesContext } from './parameters';
import { perSecond, readResults, resultsKey } from './results';
import { ways } from './ways';

/** What each way took when it last ran, and what live traffic took. One round trip. */
export async function view(context: PipelinesContext): Promise<readonly Block[]> {
  const [measured, live] = await readAll(context, [
    ['HGETALL', resultsKey(context)],
    ['HGETALL', context.keys.of('live')],
  ]);
  if (!measured || !live) return [];
  const results = readResults(measured.reply);
  const told = ways.flatMap((way) => {
    const result = results.get(way.id);
    return result ? [{ way, result }] : [];
  });
  if (told.length === 0) return [];
  const ranked = [...told].sort((a, b) => perSecond(b.result) - perSecond(a.result));
  const { source } = measured;
  return [
    {
      kind: 'ranking',
      title: 'Values written per second',
      unit: '/s',
      rows: ranked.map(({ way, result }, index) => ({
        id: way.id,
        label: way.title,
        rank: index + 1,
        value: perSecond(result),
      })),
      source,
    },
    {
      kind: 'table',
      title: 'What each way took',
      columns: [
        { title: 'Way', align: 'start' },
        { title: 'Values', align: 'end' },
        { title: 'Commands', align: 'end' },
        { title: 'Round trips', align: 'end' },
      ],
      rows: told.map(({ way, result }) => [way.title, result.values, result.commands, result.roundTrips]),
      source,
    },
    {
      kind: 'note',
      text: `Each round trip waits ${String(context.parameters.delay)} ms more than the network takes: that is simulated. Round trips are counted; times are only shown.`,
    },
    ...liveFigures(live),
  ];
}

function liveFigures({ reply, source }: Reading): readonly Block[] {
  const counters = new Map(asPairs(reply).map(([name, value]) => [asText(name), asNumber(value)]));
  const writes = asOptionalNumber(counters.get('writes') ?? null);
  const trips = counters.get('roundTrips') ?? 0;
  if (writes === undefined || trips === 0) return [];
  const figures: readonly Figure[] = [
    { label: 'Writes', value: writes, source },
    { label: 'Round trips', value: trips, source },
    { label: 'Writes per round trip', value: Math.round((10 * writes) / trips) / 10, source },
  ];
  return [{ kind: 'figures', title: 'Live traffic', figures }];
}
