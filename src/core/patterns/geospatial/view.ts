import { asNumber } from '../../redis/reply';
import type { Block } from '../blocks';
import { readAll } from '../kit/read';
import { nearbyCommand, readNearby } from './nearby';
import type { GeoContext } from './parameters';
import { keysOf, PASSENGER } from './places';

/** The nearest drivers, and how many there are. */
export async function view(context: GeoContext): Promise<readonly Block[]> {
  const { drivers } = keysOf(context.keys);
  const { radius } = context.parameters;
  const [nearest, all] = await readAll(context, [nearbyCommand(context), ['ZCARD', drivers]]);
  if (!nearest || !all || asNumber(all.reply) === 0) return [];
  const found = readNearby(nearest.reply);
  const place = `${PASSENGER.latitude.toFixed(4)}, ${PASSENGER.longitude.toFixed(4)}`;
  return [
    {
      kind: 'ranking',
      title: `Nearest to ${place}, within ${String(radius)} km`,
      unit: 'm',
      rows: found.map(({ driver, distance }, index) => ({
        id: driver,
        label: driver,
        rank: index + 1,
        value: Math.round(1000 * distance),
      })),
      source: nearest.source,
    },
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Drivers on the map', value: asNumber(all.reply), source: all.source },
        { label: 'Answered', value: found.length, unit: 'drivers', source: nearest.source },
      ],
    },
  ];
}
