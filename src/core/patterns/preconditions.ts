import { CodedError } from '../base/errors';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import { asText } from '../redis/reply';

/** Room that must be left below maxmemory, bytes: a demo makes a few MB, and must not make a server evict or refuse. */
const HEADROOM = 20 * 1024 * 1024;

/** Throws the `CodedError` that says why nothing may be written here, before anything is sent. */
export function assertMayWrite({ profile, capabilities }: Connection): void {
  if (profile.readOnly) {
    throw new CodedError(
      'READ_ONLY_CONNECTION',
      `"${profile.name}" is read-only, and a pattern writes demo data. Use another connection, or allow writes in this one's settings.`,
    );
  }
  if (capabilities?.role.known && capabilities.role.value === 'replica') {
    throw new CodedError(
      'READONLY_REPLICA',
      `"${profile.name}" is a replica, and a pattern writes demo data. Connect to its primary.`,
    );
  }
}

/** Rejects when a server is about to run out of its memory. One that will not tell is taken at its word. */
export async function assertHeadroom(connection: Connection, signal: AbortSignal): Promise<void> {
  const nodes = connection.nodes();
  const left = await Promise.all(nodes.map(({ executor }) => headroom(executor, signal)));
  if (left.every((bytes) => bytes >= HEADROOM)) return;
  const which = nodes.length > 1 ? 'A node of this cluster' : 'This server';
  throw new CodedError(
    'OUT_OF_MEMORY',
    `${which} has less than 20 MB left below its maxmemory, so no demo data was made. Use a server with more room.`,
  );
}

async function headroom(executor: Executor, signal: AbortSignal): Promise<number> {
  const info = await executor.send(['INFO', 'memory'], { signal }).then(asText, (error: unknown) => {
    if (error instanceof CodedError && error.code === 'NO_PERMISSION') return '';
    throw error;
  });
  const number = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const limit = number('maxmemory');
  return limit > 0 ? limit - number('used_memory') : Infinity;
}
