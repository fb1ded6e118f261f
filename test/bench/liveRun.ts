/** What a process that looked at one key did. */
export interface LiveRun {
  /** Each reading: when it was there, and the time of writing that it holds; both by the machine's monotonic clock, in ms. */
  readonly readings: readonly (readonly [at: number, writtenAt: number])[];
  /** Processor time of this process as a share of the time that went by. */
  readonly cpuShare: number;
}

/** The same clock in every process. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
