import type { Feature } from './capabilities';
import type { Reply } from './reply';
import { asArray } from './reply';

/** One command that stands for each family: where it is, the family is. */
const FEATURES: readonly (readonly [Feature, command: string])[] = [
  ['json', 'JSON.SET'],
  ['search', 'FT.SEARCH'],
  // Apart: valkey-search has the one without the other.
  ['searchSuggestions', 'FT.SUGADD'],
  ['timeSeries', 'TS.ADD'],
  // Apart from the rest of RedisBloom: valkey-bloom has Bloom filters only.
  ['bloom', 'BF.ADD'],
  ['cuckoo', 'CF.RESERVE'],
  ['topK', 'TOPK.RESERVE'],
  ['countMin', 'CMS.INITBYPROB'],
  ['tDigest', 'TDIGEST.CREATE'],
  ['hashFieldTtl', 'HPEXPIRE'],
  ['functions', 'FUNCTION'],
  ['scripting', 'EVALSHA'],
  ['vectorSet', 'VADD'],
];

export const FEATURE_COMMANDS: readonly string[] = FEATURES.map(([, command]) => command);

/** The families that are there, from the reply of `COMMAND INFO` about `FEATURE_COMMANDS`: nil where there is none. */
export function featuresOf(reply: Reply): ReadonlySet<Feature> {
  const entries = asArray(reply);
  return new Set(FEATURES.filter((_, index) => Array.isArray(entries[index])).map(([feature]) => feature));
}
