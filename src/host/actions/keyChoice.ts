import type { KeySelection } from '../../core/keyspace/bulk/collectKeys';
import { collectKeys } from '../../core/keyspace/bulk/collectKeys';
import type { NameArena } from '../../core/keyspace/nameArena';
import type { Connection } from '../../core/redis/connection';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import { withProgress } from '../ui/progress';

/** Names of `count` keys, for questions: the first few. */
export const SHOWN = 5;

/** Counts what was chosen, with progress that can be cancelled; single keys are counted at once. */
export async function countKeys(connection: Connection, selection: KeySelection): Promise<NameArena> {
  return withProgress('Counting keys', (signal, report) =>
    collectKeys(connection, selection, {
      signal,
      onProgress: ({ found, scanned, total }) => {
        report({
          text: `${formatCount(found)} found, ${formatCount(scanned)} keys looked at`,
          ...(total !== undefined && { progress: { done: Math.min(scanned, total), total } }),
        });
      },
    }),
  );
}

/** The first names of an arena, a line each, and how many more there are. */
export function describeKeys(names: NameArena): string {
  const first = Array.from({ length: Math.min(SHOWN, names.count) }, (_, id) => names.read(id));
  return describeNames(first, names.count);
}

/** The same of `count` names, of which these are the first. */
export function describeNames(first: readonly Buffer[], count: number): string {
  const shown = first.slice(0, SHOWN).map((name) => displayName(name, 60));
  const more = count - shown.length;
  return shown.join('\n') + (more > 0 ? `\n… and ${formatCount(more)} more` : '');
}

/** Where the keys come from, in words; empty for keys that were chosen one by one. */
export function describeChoice({ prefixes, filter }: KeySelection): string {
  if (prefixes.length === 0) return '';
  const places = prefixes.map((prefix) => `${displayName(prefix, 60)}*`).join(', ');
  const only = filter && Object.keys(filter).length > 0 ? ' that the filter of the Keys view lets through' : '';
  return `Keys of ${places}${only}.`;
}

export function keysText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'key' : 'keys'}`;
}
