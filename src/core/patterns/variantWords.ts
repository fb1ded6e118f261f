import type { Feature } from '../redis/capabilities';
import type { Variant } from './contract';

/** Why a variant cannot be had, and what is used in its place: "JSON is not available on this server: using hashes." */
export function describeMissing(missing: Feature, used: Variant): string {
  const instead = used.requires.includes(missing) ? '' : `: using ${lowerFirst(used.title)}`;
  return `${SUBJECTS[missing]} not available on this server${instead}.`;
}

function lowerFirst(title: string): string {
  return /^[A-Z][a-z]/.test(title) && !title.startsWith('TimeSeries')
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;
}

const SUBJECTS: Readonly<Record<Feature, string>> = {
  json: 'JSON is',
  search: 'Search is',
  searchSuggestions: 'FT.SUGADD is',
  timeSeries: 'TimeSeries is',
  bloom: 'Bloom filters are',
  cuckoo: 'Cuckoo filters are',
  topK: 'Top-K is',
  countMin: 'Count-min sketches are',
  tDigest: 't-digest is',
  hashFieldTtl: 'TTLs of hash fields are',
  functions: 'Functions are',
  scripting: 'Lua scripts are',
  vectorSet: 'Vector sets are',
};
