import type * as vscode from 'vscode';
import type { AuditMemory } from '../../core/audit/auditMemory';
import { memoryOf, withoutNames } from '../../core/audit/auditMemory';

const KEY = 'audits';
/** Connections whose last audit is kept; the oldest go first. */
const MOST = 20;

/**
 * What the next audit of each connection compares with, kept in the workspace. Names of keys are written as hashes only,
 * and values not at all.
 */
export class AuditMemories {
  constructor(private readonly state: vscode.Memento) {}

  of(connectionId: string): AuditMemory | undefined {
    return memoryOf(this.all[connectionId]);
  }

  async keep(connectionId: string, memory: AuditMemory): Promise<void> {
    const { [connectionId]: _old, ...others } = this.all;
    const kept = Object.entries(others).slice(-(MOST - 1));
    await this.state.update(KEY, { ...Object.fromEntries(kept), [connectionId]: withoutNames(memory) });
  }

  private get all(): Readonly<Record<string, unknown>> {
    const stored: unknown = this.state.get(KEY);
    return typeof stored === 'object' && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {};
  }
}
