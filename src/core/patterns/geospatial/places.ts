import type { Random } from '../../base/random';
import type { Keyring } from '../keyring';

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Helsinki's railway station: so far north that a degree of longitude is half as long as one of latitude. */
export const PASSENGER: Place = { longitude: 24.9414, latitude: 60.1719 };
/** Drivers are at most so many kilometres from the passenger, north or south, east or west. */
const CITY_KM = 12;
/** Kilometres in a degree of latitude; of longitude at the equator. */
export const DEGREE_KM = 111.195;
/** The radius that GEODIST and GEOSEARCH reckon with. */
const EARTH_KM = 6372.797560856;

/** Driver ids are as long as each other, so that they sort as they count. */
export function driverName(index: number): string {
  return `driver:${String(index).padStart(6, '0')}`;
}

/** Somewhere in the city; more often near its middle. */
export function randomPlace(random: Random): Place {
  const off = (): number => (random.next() + random.next() - 1) * CITY_KM;
  return kilometresFrom(PASSENGER, off(), off());
}

function kilometresFrom({ longitude, latitude }: Place, east: number, north: number): Place {
  const shrunk = Math.cos((latitude * Math.PI) / 180);
  return {
    longitude: rounded(longitude + east / (DEGREE_KM * shrunk)),
    latitude: rounded(latitude + north / DEGREE_KM),
  };
}

/** Six decimals are a tenth of a metre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

/** Kilometres on the sphere that Redis reckons with (haversine). */
export function distanceKm(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const u = Math.sin(radians(b.latitude - a.latitude) / 2);
  const v = Math.sin(radians(b.longitude - a.longitude) / 2);
  const w = u * u + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * v * v;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(w));
}

/** Where everybody is, and when each was last heard of. */
export function keysOf(keys: Keyring): { readonly drivers: string; readonly seen: string } {
  return { drivers: keys.of('drivers'), seen: keys.of('seen') };
}
