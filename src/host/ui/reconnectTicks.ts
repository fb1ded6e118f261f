import type { Disposable } from '../../core/base/disposables';
import type { ConnectionManager } from '../../core/redis/connectionManager';

const TICK_MS = 1000;

/** Calls `paint` each second while a connection waits to be tried again, so that its countdown goes on. */
export function onReconnectTick(connections: ConnectionManager, paint: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const isWaiting = (): boolean =>
    connections.profiles.some(({ id }) => connections.get(id)?.state.kind === 'reconnecting');
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const following = connections.onDidChange(() => {
    if (!isWaiting()) stop();
    else timer ??= setInterval(paint, TICK_MS);
  });
  return {
    dispose() {
      following.dispose();
      stop();
    },
  };
}
