/**
 * What a pattern's view is made of. Plain data: the lab paints it, tests compare it, nothing in it can run. A block is
 * added when two unlike patterns need it.
 */
export type Block = RankingBlock | FiguresBlock | TableBlock | NoteBlock;

/** The command that a number was read with, as typed in redis-cli, and when (milliseconds since the epoch). */
export interface Source {
  readonly command: string;
  readonly at: number;
}

export interface Figure {
  readonly label: string;
  readonly value: number | string;
  readonly unit?: string;
  /** `bad` marks a fault that was counted, `good` its absence. */
  readonly tone?: 'good' | 'bad';
  readonly source?: Source;
}

/** Rows with a length each, best first. The lab keeps a row's identity by `id` and shows how its rank moved. */
export interface RankingBlock {
  readonly kind: 'ranking';
  readonly title: string;
  readonly unit?: string;
  readonly rows: readonly {
    readonly id: string;
    readonly label: string;
    readonly rank: number;
    readonly value: number;
    readonly emphasis?: boolean;
  }[];
  readonly source: Source;
}

export interface FiguresBlock {
  readonly kind: 'figures';
  readonly title: string;
  readonly figures: readonly Figure[];
}

export interface TableBlock {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly align: 'start' | 'end' }[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly source: Source;
}

export interface NoteBlock {
  readonly kind: 'note';
  readonly text: string;
}
