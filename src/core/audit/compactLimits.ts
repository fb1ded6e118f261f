import type { ServerState } from './serverState';

/** Compact encodings end here by default. Sets of texts are compact since Redis 7.2 only, and have no default here. */
const DEFAULTS: Readonly<Record<string, number>> = { hash: 512, zset: 128 };
const TYPES = ['hash', 'zset', 'set'];

/** Elements up to which a collection is a listpack, by type: the first server's own setting; of a cluster all should have the same. */
export function compactLimits([server]: readonly ServerState[]): ReadonlyMap<string, number> {
  const settings = server?.settings;
  return new Map(
    TYPES.flatMap((type) => {
      const own = settings?.known === true ? Number(settings.value.get(`${type}-max-listpack-entries`)) : NaN;
      const limit = own > 0 ? own : DEFAULTS[type];
      return limit === undefined ? [] : [[type, limit] as const];
    }),
  );
}
