import type { Connection } from '../../redis/connection';
import { KeyWatcher } from './keyWatcher';

/** One watcher for each connection, shared by all that look at its keys. A watcher of which nothing is asked holds nothing. */
export class KeyWatchers {
  private readonly watchers = new WeakMap<Connection, KeyWatcher>();

  of(connection: Connection): KeyWatcher {
    const present = this.watchers.get(connection);
    if (present) return present;
    const watcher = new KeyWatcher(connection);
    this.watchers.set(connection, watcher);
    return watcher;
  }
}
