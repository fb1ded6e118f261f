import type { Capabilities, Fact } from '../../core/redis/capabilities';
import { describeServer } from '../../core/redis/capabilities';
import type { ServerFacts } from '../../core/redis/serverFacts';
import { formatBytes, formatCount } from '../../protocol/format';

type FactRow = [text: string, icon: string];

/** A server in words: what it is, and once it was asked how it does. */
export function factRows(known: Capabilities, live: ServerFacts | undefined): FactRow[] {
  const { mode, role, primaries, modules } = known;
  const isCluster = mode.known && mode.value === 'cluster';
  const part = isCluster ? primariesIn(primaries) : role.known ? role.value : '';
  const place = [mode.known ? mode.value : '', part].filter((word) => word !== '');
  const names = modules.known ? modules.value.map(({ name }) => name) : [];
  return [
    [describeServer(known), 'server'],
    ...(place.length > 0 ? [[place.join(' · '), 'type-hierarchy'] satisfies FactRow] : []),
    ...(live ? liveRows(live) : []),
    ...(names.length > 0 ? [[`modules: ${names.join(', ')}`, 'extensions'] satisfies FactRow] : []),
  ];
}

function liveRows({ memory, clients, reads, replication, databases }: ServerFacts): FactRow[] {
  return [
    [told('memory', memory, describeMemory), 'pulse'],
    [told('clients', clients, (count) => counted(count, 'client')), 'account'],
    [told('hit ratio', reads, describeReads), 'target'],
    [told('replication', replication, describeReplication), 'git-branch'],
    ...(databases.known ? [] : [[told('databases', databases, () => ''), 'database'] satisfies FactRow]),
  ];
}

/** What is not told is said so: nobody shall take a missing row for a zero. */
function told<T>(name: string, fact: Fact<T>, describe: (value: T) => string): string {
  return fact.known ? describe(fact.value) : `${name}: ${fact.reason}`;
}

type Known<F> = Extract<F, { known: true }> extends { value: infer T } ? T : never;

function describeMemory({ usedBytes, limit }: Known<ServerFacts['memory']>): string {
  const used = formatBytes(usedBytes);
  return limit ? `${used} of ${formatBytes(limit.bytes)} · ${limit.policy}` : `${used} · no maxmemory`;
}

function describeReads({ hits, misses }: Known<ServerFacts['reads']>): string {
  const all = hits + misses;
  return all === 0 ? 'hit ratio: no reads yet' : `hit ratio ${((hits / all) * 100).toFixed(1)} %`;
}

function describeReplication({ replicas, primary }: Known<ServerFacts['replication']>): string {
  if (!primary) return replicas === 0 ? 'no replicas' : counted(replicas, 'replica');
  return `replica of ${primary.address} · link ${primary.linkUp ? 'up' : 'down'}`;
}

function primariesIn(primaries: Fact<number>): string {
  return primaries.known ? (primaries.value === 1 ? '1 primary' : `${String(primaries.value)} primaries`) : '';
}

function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
