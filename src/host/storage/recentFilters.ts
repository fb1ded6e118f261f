import type * as vscode from 'vscode';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import { isSameFilter } from '../../core/keyspace/keyFilter';

const KEY = 'recentKeyFilters';
const MOST = 10;

/** The filters of the Keys view that were used last in this workspace, the latest first. */
export class RecentFilters {
  constructor(private readonly state: vscode.Memento) {}

  get all(): readonly KeyFilter[] {
    // A version may have written it that knew other shapes.
    const stored: unknown = this.state.get(KEY);
    return Array.isArray(stored) ? stored.filter(isFilter) : [];
  }

  async add(filter: KeyFilter): Promise<void> {
    const others = this.all.filter((known) => !isSameFilter(known, filter));
    await this.state.update(KEY, [filter, ...others].slice(0, MOST));
  }
}

function isFilter(value: unknown): value is KeyFilter {
  if (typeof value !== 'object' || value === null) return false;
  const { text, type, ttl } = value as Readonly<Record<string, unknown>>;
  const isText = (part: unknown): boolean => part === undefined || typeof part === 'string';
  return isText(text) && isText(type) && isTtl(ttl);
}

function isTtl(value: unknown): boolean {
  if (value === undefined) return true;
  const { kind, ms } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return kind === 'none' || (kind === 'within' && typeof ms === 'number' && ms > 0);
}
