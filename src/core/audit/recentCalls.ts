import type { AuditMemory } from './auditMemory';
import { hashOf } from './auditMemory';
import type { Calls, ServerState, SlowCommand } from './serverState';

/** How often commands were called on one server, lately where an audit before knows from when on. */
export interface RecentCalls {
  of(name: string): Calls;
  /** `since the audit 5 minutes ago`, or since the server counts. */
  readonly since: string;
}

const NONE: Calls = { calls: 0, microseconds: 0 };

/** All calls since the server's statistics began; undefined where they are not told. */
export function allCalls({ calls }: ServerState): RecentCalls | undefined {
  if (!calls.known) return undefined;
  return { of: (name) => calls.value.get(name) ?? NONE, since: 'since the statistics began' };
}

/**
 * Calls since the audit before, where the server has counted on since then: what was mended is not found again. Else all.
 */
export function recentCalls(
  server: ServerState,
  before: AuditMemory | undefined,
  now: number,
): RecentCalls | undefined {
  const all = allCalls(server);
  const earlier = earlierOf(server, before);
  if (!all || !before || !earlier) return all;
  // Statistics can be reset without a restart.
  const wasReset = Object.entries(earlier.calls).some(([name, [calls]]) => all.of(name).calls < calls);
  if (wasReset) return all;
  return {
    of(name) {
      const [calls, microseconds] = earlier.calls[name] ?? [0, 0];
      const now = all.of(name);
      return { calls: now.calls - calls, microseconds: now.microseconds - microseconds };
    },
    since: `since the audit ${ago(now - before.at)}`,
  };
}

/** Entries of the slow log that the audit before has not seen. */
export function recentSlow(server: ServerState, before: AuditMemory | undefined): readonly SlowCommand[] {
  const earlier = earlierOf(server, before);
  return server.slow.known ? server.slow.value.filter(({ id }) => id > (earlier?.slowId ?? -1)) : [];
}

function earlierOf(
  { address, info }: ServerState,
  before: AuditMemory | undefined,
): AuditMemory['servers'][string] | undefined {
  const earlier = before?.servers[hashOf(address)];
  return earlier && info.known && info.value.get('run_id') === earlier.runId ? earlier : undefined;
}

/** `5 minutes ago`. */
export function ago(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const unit = units.find(([, length]) => ms >= length);
  if (!unit) return 'less than a minute ago';
  const many = Math.floor(ms / unit[1]);
  return `${String(many)} ${unit[0]}${many === 1 ? '' : 's'} ago`;
}
