const NAMES: Readonly<Record<string, string>> = {
  zset: 'sorted set',
  'ReJSON-RL': 'JSON',
  'TSDB-TYPE': 'time series',
  unknown: 'type not known',
};

/** The type as people call it. */
export function keyTypeName(type: string): string {
  return (Object.hasOwn(NAMES, type) && NAMES[type]) || type;
}
