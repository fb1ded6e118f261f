import type { Connection } from '../redis/connection';
import type { OnPage, ScanBudget, ScanOptions, ScanProgress } from './scan';
import { estimateTotal, KeyScan } from './scan';

/**
 * A scan over every server that holds keys of its own: the primaries of a cluster side by side, or the one server there
 * is. They share the budget. As `KeyScan`, it rests between its steps and can be resumed after an abort or an error.
 */
export class DeploymentScan {
  private constructor(
    private readonly scans: readonly KeyScan[],
    /** Keys that all servers said they have when the scan began; undefined when one of them would not tell. */
    readonly total: number | undefined,
  ) {}

  /** Asks a cluster for its layout first. Rejects as the connection does. */
  static async begin(connection: Connection, options: ScanOptions, signal?: AbortSignal): Promise<DeploymentScan> {
    const nodes = await connection.refreshNodes();
    const totals = await Promise.all(nodes.map(({ executor }) => estimateTotal(executor, signal)));
    const total = totals.reduce<number | undefined>(
      (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
      0,
    );
    const share = { ...options, ...(options.budget && { budget: shareOf(options.budget, nodes.length) }) };
    return new DeploymentScan(
      nodes.map(({ executor }) => new KeyScan(executor, share)),
      total,
    );
  }

  get scanned(): number {
    return this.scans.reduce((sum, scan) => sum + scan.scanned, 0);
  }

  get done(): boolean {
    return this.scans.every((scan) => scan.done);
  }

  /** One step on every server. When one fails, the others end their step first: no page comes after the rejection. */
  next(onPage: OnPage, signal?: AbortSignal): Promise<ScanProgress> {
    return this.onAll((scan) => scan.next(onPage, signal));
  }

  /** Goes on until everything was seen, without a rest between steps, and otherwise as `next`. */
  rest(onPage: OnPage, signal?: AbortSignal): Promise<ScanProgress> {
    return this.onAll((scan) => scan.rest(onPage, signal));
  }

  private async onAll(step: (scan: KeyScan) => Promise<ScanProgress>): Promise<ScanProgress> {
    const steps = await Promise.allSettled(this.scans.map(step));
    let added = 0;
    for (const end of steps) {
      if (end.status === 'rejected') throw end.reason;
      added += end.value.added;
    }
    return { added, scanned: this.scanned, done: this.done };
  }
}

function shareOf({ keys, ...rest }: ScanBudget, servers: number): ScanBudget {
  return keys === undefined ? rest : { ...rest, keys: Math.max(1, Math.ceil(keys / servers)) };
}
