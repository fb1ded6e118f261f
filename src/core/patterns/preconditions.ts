import { CodedError } from '../base/errors';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import type { Command } from '../redis/reply';
import { asText } from '../redis/reply';

const MB = 1024 * 1024;
/** Room that must be left below maxmemory, MB, whatever a demo makes: it must not make a server evict or refuse. */
const HEADROOM_MB = 20;
/** Bytes sent between two looks at the server's memory: what they become there is well within the room left. */
const LOOK_AFTER = MB;

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

/** Rejects when a server has no room for so many bytes more. One that will not tell is taken at its word. */
export async function assertRoom(connection: Connection, bytes: number, signal: AbortSignal): Promise<void> {
  if (await hasRoom(connection, bytes, signal)) return;
  const taken = bytes > MB ? ` when this had taken its ${String(Math.ceil(bytes / MB))} MB` : '';
  throw new CodedError(
    'OUT_OF_MEMORY',
    `Fewer than ${String(HEADROOM_MB)} MB would be left below the maxmemory of ${which(connection)}${taken}, so nothing was made. Make less data, or use a server with more room.`,
  );
}

/**
 * The same executor, which looks now and then whether there is still room: others write too, and what a server evicts to
 * make some is theirs as well.
 */
export function keepingRoom(executor: Executor, connection: Connection, signal: AbortSignal): Executor {
  let sent = 0;
  const look = async (): Promise<void> => {
    sent = 0;
    if (await hasRoom(connection, 0, signal)) return;
    throw new CodedError(
      'OUT_OF_MEMORY',
      `Stopped: ${which(connection)} has less than ${String(HEADROOM_MB)} MB left below its maxmemory. What was made expires by itself; Clean up deletes it now.`,
    );
  };
  const guarded = async <T>(commands: readonly Command[], send: () => Promise<T>): Promise<T> => {
    sent += commands.reduce((sum, command) => sum + sizeOf(command), 0);
    if (sent >= LOOK_AFTER) await look();
    return send();
  };
  return {
    send: (command, options) => guarded([command], () => executor.send(command, options)),
    pipeline: (commands, options) => guarded(commands, () => executor.pipeline(commands, options)),
  };
}

function sizeOf(command: Command): number {
  return command.reduce<number>((sum, arg) => sum + (typeof arg === 'number' ? 8 : arg.length), 0);
}

async function hasRoom(connection: Connection, bytes: number, signal: AbortSignal): Promise<boolean> {
  const left = await Promise.all(connection.nodes().map(({ executor }) => headroom(executor, signal)));
  return left.every((room) => room >= bytes + HEADROOM_MB * MB);
}

function which(connection: Connection): string {
  return connection.nodes().length > 1 ? 'a node of this cluster' : 'this server';
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
