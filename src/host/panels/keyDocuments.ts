import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { CodedError } from '../../core/base/errors';
import { renderKey } from '../../core/keyspace/bulk/renderKey';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { displayName } from '../../protocol/displayText';

const SCHEME = 'redis-patterns-key';

interface KeyPlace {
  readonly connectionId: string;
  readonly key: Buffer;
}

/** Keys as read-only documents, each as it was when it was opened. */
export class KeyDocuments implements Disposable {
  private readonly registration: vscode.Disposable;
  /** Makes each opening a document of its own: VS Code keeps what it has read. */
  private opened = 0;

  constructor(private readonly connections: ConnectionManager) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri, token) => this.textOf(uri, token),
    });
  }

  /** Shows what differs between two keys in VS Code's own diff editor. */
  async diff(left: KeyPlace, right: KeyPlace): Promise<void> {
    this.opened += 1;
    const title = `${displayName(left.key, 40)} ↔ ${displayName(right.key, 40)}`;
    await vscode.commands.executeCommand('vscode.diff', this.uriOf(left), this.uriOf(right), title);
  }

  dispose(): void {
    this.registration.dispose();
  }

  private uriOf({ connectionId, key }: KeyPlace): vscode.Uri {
    const query = new URLSearchParams({ connectionId, key: key.toString('base64url'), opened: String(this.opened) });
    // A slash in the name would make folders of it.
    const path = `/${displayName(key, 60).replaceAll('/', '∕')}`;
    return vscode.Uri.from({ scheme: SCHEME, path, query: query.toString() });
  }

  private async textOf(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const connection = this.connections.get(query.get('connectionId') ?? '');
    if (!connection) throw new CodedError('NOT_CONNECTED', 'The connection of this key is closed. Connect it first.');
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    return renderKey(connection, Buffer.from(query.get('key') ?? '', 'base64url'), abort.signal);
  }
}
