/** Of several runs of the same thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: round(sorted[0] ?? NaN),
    max: round(sorted.at(-1) ?? NaN),
    runs: sorted.length,
  };
}

/** @param sorted ascending; the value below which the share `q` of them lies. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return round(low + (high - low) * (at - Math.floor(at)));
}

/** Three places: microseconds where milliseconds are measured. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
