import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { GeoContext } from './parameters';
import { keysOf, PASSENGER } from './places';

export interface Nearby {
  readonly driver: string;
  /** Kilometres. */
  readonly distance: number;
}

/** The nearest drivers around the passenger. COUNT without ANY: the nearest, and not just any within the radius. */
export function nearbyCommand({ keys, parameters }: GeoContext): Command {
  const { radius, shown } = parameters;
  return [
    ...(['GEOSEARCH', keysOf(keys).drivers, 'FROMLONLAT', PASSENGER.longitude, PASSENGER.latitude] as const),
    ...['BYRADIUS', radius, 'km', 'ASC', 'COUNT', shown, 'WITHDIST'],
  ];
}

/** A reply of `nearbyCommand`. */
export function readNearby(reply: Reply): readonly Nearby[] {
  return asArray(reply).map((row) => {
    const [driver = null, distance = null] = asArray(row);
    return { driver: asText(driver), distance: asNumber(distance) };
  });
}
