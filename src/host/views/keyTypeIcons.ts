/** A codicon for each type of key; what is unknown has one too. */
const ICONS: Readonly<Record<string, string>> = {
  string: 'symbol-string',
  hash: 'symbol-structure',
  list: 'list-ordered',
  set: 'symbol-enum',
  zset: 'graph',
  stream: 'pulse',
  'ReJSON-RL': 'json',
  'TSDB-TYPE': 'graph-line',
};

export function keyTypeIcon(type: string | undefined): string {
  return (type !== undefined && Object.hasOwn(ICONS, type) && ICONS[type]) || 'symbol-key';
}
