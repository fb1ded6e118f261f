import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError } from '../../core/base/errors';
import { auditReport } from '../../core/audit/report';
import { describeServer } from '../../core/redis/capabilities';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { Audits } from '../actions/audits';

const SCHEME = 'redis-patterns-audit';

/** The reports of audits as read-only documents, kept up to date while they are open. */
export class AuditDocuments implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly audits: Audits,
    private readonly connections: ConnectionManager,
  ) {
    const changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
    this.store.add(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: changed.event,
        provideTextDocumentContent: (uri) => (this.audits.of(uri.query) ? this.textOf(uri.query) : ''),
      }),
    );
    this.store.add(
      audits.onDidChange((id) => {
        changed.fire(uriOf(id));
      }),
    );
  }

  /** Opens the report in VS Code's own Markdown preview; as plain text where that is switched off. */
  async show(connectionId: string): Promise<void> {
    this.textOf(connectionId);
    const uri = uriOf(connectionId);
    if (vscode.extensions.getExtension('vscode.markdown-language-features')) {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } else {
      await vscode.window.showTextDocument(uri);
    }
  }

  /** The report as Markdown. Throws `NOT_FOUND` where there was no audit. */
  textOf(connectionId: string): string {
    const result = this.audits.of(connectionId);
    const profile = this.connections.profiles.find(({ id }) => id === connectionId);
    if (!result || !profile)
      throw new CodedError('NOT_FOUND', 'There is no audit of this connection yet. Run Audit Keyspace first.');
    const capabilities = this.connections.get(connectionId)?.capabilities;
    return auditReport(result, {
      connection: profile.name,
      server: capabilities ? describeServer(capabilities) : 'Redis',
      date: new Date(result.at).toLocaleString(),
    });
  }

  dispose(): void {
    this.store.dispose();
  }
}

function uriOf(connectionId: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: '/Keyspace audit.md', query: connectionId });
}
