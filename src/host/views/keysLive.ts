import type * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { KeyWatchers } from '../../core/keyspace/watch/keyWatchers';
import type { PrefixWatch } from '../../core/keyspace/watch/watches';
import type { WatchWay } from '../../core/keyspace/watch/way';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { KeyNode } from './keyRows';
import type { KeysTree } from './keysTree';

/** Milliseconds between two repaints at least: rows that come and go faster cannot be read. */
const PAINT_MS = 250;
/** More keys than these between two repaints are too many to follow: for a while only opened namespaces are. */
const MOST_KEYS = 250;
const NARROW_MS = 30_000;
const EVERYTHING = [Buffer.alloc(0)];

/** How changes of the keys on screen are noticed, and whether of the opened namespaces only. */
export interface KeysWay {
  readonly way: WatchWay;
  readonly narrow: boolean;
}

export interface KeysLiveOptions {
  readonly view: Pick<
    vscode.TreeView<KeyNode>,
    'visible' | 'onDidChangeVisibility' | 'onDidExpandElement' | 'onDidCollapseElement'
  >;
  readonly tree: KeysTree;
  readonly connections: ConnectionManager;
  readonly watchers: KeyWatchers;
  /** Hears how changes are noticed; undefined while nothing is watched. */
  readonly onWay: (way: KeysWay | undefined) => void;
}

/**
 * Lets new, changed and vanished keys of what is on screen show by themselves. The whole database is listened to, because
 * its top rows are on screen; where too much changes, the opened namespaces only. Nothing is watched while the view is hidden.
 */
export class KeysLive implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collapsed = new Set<string>();
  private watch: PrefixWatch | undefined;
  private connection: Connection | undefined;
  private epoch = -1;
  private way: WatchWay | undefined;
  private changed = new Map<string, Buffer>();
  private anything = false;
  private timer: NodeJS.Timeout | undefined;
  private narrow: NodeJS.Timeout | undefined;

  constructor(private readonly options: KeysLiveOptions) {
    const { view, tree, connections } = options;
    const follow = (): void => {
      this.follow();
    };
    this.store.add(view.onDidChangeVisibility(follow));
    this.store.add(connections.onDidChange(follow));
    this.store.add(
      view.onDidExpandElement(({ element }) => {
        this.onToggled(element, true);
      }),
    );
    this.store.add(
      view.onDidCollapseElement(({ element }) => {
        this.onToggled(element, false);
      }),
    );
    this.store.add(
      tree.onDidChangeTreeData(() => {
        this.listen();
      }),
    );
    follow();
  }

  dispose(): void {
    this.stop();
    this.store.dispose();
  }

  private follow(): void {
    const { active } = this.options.connections;
    const wanted = this.options.view.visible && active?.state.kind === 'ready' ? active : undefined;
    if (wanted === this.connection && wanted?.epoch === this.epoch) return;
    // What is shown of a connection that has just become ready was read just now.
    const isNew = wanted !== undefined && wanted.epoch !== this.epoch;
    this.stop();
    if (wanted) this.start(wanted, isNew);
  }

  private start(connection: Connection, isNew: boolean): void {
    let isFirst = isNew;
    this.connection = connection;
    this.epoch = connection.epoch;
    this.watch = this.options.watchers.of(connection).watchPrefixes({
      changed: (keys) => {
        if (!isFirst) this.note(keys);
        isFirst = false;
      },
      way: (way) => {
        this.way = way;
        this.tell();
      },
    });
    this.listen();
  }

  private stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.narrow);
    this.timer = this.narrow = this.way = this.connection = undefined;
    this.watch?.dispose();
    this.watch = undefined;
    this.changed.clear();
    this.anything = false;
    this.tell();
  }

  private listen(): void {
    this.watch?.set(this.narrow ? this.options.tree.shownNamespaces() : EVERYTHING);
  }

  private tell(): void {
    this.options.onWay(this.way && { way: this.way, narrow: this.narrow !== undefined });
  }

  private onToggled(node: KeyNode, isOpen: boolean): void {
    if (node.kind !== 'namespace') return;
    const id = node.path.toString('latin1');
    if (!isOpen) {
      this.collapsed.add(id);
      this.options.tree.closed(node.path);
    } else if (this.collapsed.delete(id)) this.options.tree.reopened(node);
    this.listen();
  }

  private note(keys: readonly Buffer[] | undefined): void {
    if (!keys) this.anything = true;
    for (const key of keys ?? []) this.changed.set(key.toString('latin1'), key);
    if (this.changed.size > MOST_KEYS) {
      this.changed.clear();
      this.anything = true;
      this.goNarrow();
    }
    this.paintLater();
  }

  private paintLater(): void {
    if (this.changed.size > 0 || this.anything) this.timer ??= setTimeout(() => void this.paint(), PAINT_MS);
  }

  private goNarrow(): void {
    const isNarrow = this.narrow !== undefined;
    clearTimeout(this.narrow);
    this.narrow = setTimeout(() => {
      this.narrow = undefined;
      this.anything = true;
      this.listen();
      this.tell();
      this.paintLater();
    }, NARROW_MS);
    if (isNarrow) return;
    this.listen();
    this.tell();
  }

  private async paint(): Promise<void> {
    const { tree } = this.options;
    const { connection, changed, anything } = this;
    this.changed = new Map();
    this.anything = false;
    if (anything) await tree.lookAgain();
    else await tree.keysChanged([...changed.values()]);
    if (this.connection !== connection) return;
    // The next repaint is not earlier than this one's end and the pause.
    this.timer = undefined;
    this.paintLater();
  }
}
