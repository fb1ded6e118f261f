import type { Disposable } from '../../core/base/disposables';
import { Emitter } from '../../core/base/events';
import { IgnoreList } from '../../core/audit/ignoreList';
import type { AuditOptions, AuditResult } from '../../core/audit/runAudit';
import { runAudit } from '../../core/audit/runAudit';
import { DEFAULT_WORDS, TemporaryWords } from '../../core/audit/temporaryWords';
import { withDefaults } from '../../core/audit/thresholds';
import type { Connection } from '../../core/redis/connection';
import { formatCount } from '../../protocol/format';
import { settings } from '../config/settings';
import type { AuditMemories } from '../storage/auditMemories';
import { withProgress } from '../ui/progress';

/** One connection's last audit. Kept whole for as long as the window is open: what it names is the user's data. */
export interface ConnectionAudit {
  readonly connectionId: string;
  readonly result: AuditResult;
}

/** Audits on request, one connection's after another's, and the last result of each connection. */
export class Audits implements Disposable {
  private readonly changed = new Emitter<string>();
  /** Hears of the connection whose audit is new. */
  readonly onDidChange = this.changed.event;
  private readonly results = new Map<string, AuditResult>();
  /** Of the audit that was run last, on whatever connection. */
  private latestId: string | undefined;

  constructor(private readonly memories: AuditMemories) {}

  get latest(): ConnectionAudit | undefined {
    const result = this.latestId === undefined ? undefined : this.results.get(this.latestId);
    return result && this.latestId !== undefined ? { connectionId: this.latestId, result } : undefined;
  }

  of(connectionId: string): AuditResult | undefined {
    return this.results.get(connectionId);
  }

  /** With progress that can be cancelled; `keys` at most, or all. Rejects with an abort error, or as the connection does. */
  async run(connection: Connection, keys?: number): Promise<AuditResult> {
    const { id, name } = connection.profile;
    const result = await withProgress(`Auditing the keys of ${name}`, (signal, report) =>
      runAudit(connection, {
        ...(keys !== undefined && { keys }),
        ...auditSettings(),
        before: this.results.get(id)?.memory ?? this.memories.of(id),
        signal,
        onProgress: (observed, total) => {
          const wanted = Math.min(keys ?? Infinity, total ?? Infinity);
          report({
            text: `${formatCount(observed)} keys`,
            ...(Number.isFinite(wanted) && { progress: { done: Math.min(observed, wanted), total: wanted } }),
          });
        },
      }),
    );
    this.results.set(id, result);
    await this.memories.keep(id, result.memory);
    this.latestId = id;
    this.changed.fire(id);
    return result;
  }

  /** Forgets what belongs to connections that are not there any more. */
  keepOnly(connectionIds: readonly string[]): void {
    for (const id of [...this.results.keys()]) {
      if (connectionIds.includes(id)) continue;
      this.results.delete(id);
      this.changed.fire(id);
    }
  }

  /** Takes a finding off the list until the next audit, which the settings decide. */
  leaveOut(connectionId: string, isLeftOut: (finding: AuditResult['findings'][number]) => boolean): void {
    const result = this.results.get(connectionId);
    if (!result) return;
    const findings = result.findings.filter((finding) => !isLeftOut(finding));
    const ignored = result.ignored + result.findings.length - findings.length;
    this.results.set(connectionId, { ...result, findings, ignored });
    this.changed.fire(connectionId);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function auditSettings(): Pick<AuditOptions, 'thresholds' | 'ignored' | 'off' | 'words' | 'leaveOut' | 'separators'> {
  return {
    thresholds: withDefaults(settings.auditThresholds()),
    ignored: new IgnoreList(settings.auditIgnored()),
    off: settings.auditRulesOff(),
    words: new TemporaryWords({ ...DEFAULT_WORDS, ...settings.auditTemporaryWords() }),
    leaveOut: settings.demoPrefix(),
    separators: settings.keySeparators(),
  };
}
