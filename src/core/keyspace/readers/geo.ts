import type { Executor } from '../../redis/executor';
import { asArray, asText } from '../../redis/reply';

/** In degrees, as the server writes them. */
export interface GeoPosition {
  readonly longitude: string;
  readonly latitude: string;
}

/** Where each of these members of a sorted set is, in their order; null for one that is not there any more. */
export async function readGeoPositions(
  executor: Executor,
  key: Buffer,
  members: readonly Buffer[],
  signal?: AbortSignal,
): Promise<(GeoPosition | null)[]> {
  if (members.length === 0) return [];
  const reply = await executor.send(['GEOPOS', key, ...members], signal && { signal });
  return asArray(reply).map((position) => {
    if (position === null) return null;
    const [longitude = null, latitude = null] = asArray(position);
    return { longitude: asText(longitude), latitude: asText(latitude) };
  });
}
