/**
 * What a pattern's view is made of. Plain data: the lab paints it, tests compare it, nothing in it can run. Titles tell
 * blocks of one kind apart, so that each is painted in place.
 */
export type Block =
  | RankingBlock
  | FiguresBlock
  | TableBlock
  | ChartBlock
  | PartsBlock
  | CardsBlock
  | TimelineBlock
  | ResultsBlock
  | NoteBlock;

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
    /** Where it was read by another command than the rest. */
    readonly source?: Source;
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

/** Values over time. */
export interface ChartBlock {
  readonly kind: 'chart';
  readonly title: string;
  readonly unit?: string;
  readonly shape: 'line' | 'bars';
  /** Milliseconds since the epoch, ascending: the x of every series. */
  readonly times: readonly number[];
  readonly series: readonly {
    readonly label: string;
    /** One for each time; null where nothing was counted. */
    readonly values: readonly (number | null)[];
  }[];
  readonly source: Source;
}

/** A whole and what it is made of, as one bar: the parts add up to `total`. */
export interface PartsBlock {
  readonly kind: 'parts';
  readonly title: string;
  readonly unit?: string;
  readonly total: number;
  readonly parts: readonly {
    readonly label: string;
    readonly value: number;
    readonly tone?: 'good' | 'bad';
    /** Where it was read by another command than the whole. */
    readonly source?: Source;
  }[];
  readonly source: Source;
}

/** Documents, each with its fields and how long it has to live. */
export interface CardsBlock {
  readonly kind: 'cards';
  readonly title: string;
  readonly cards: readonly {
    readonly id: string;
    readonly title: string;
    readonly life?: Life;
    /** Where it was read by another command than the list of them. */
    readonly source?: Source;
    readonly fields: readonly { readonly name: string; readonly value: string | number; readonly life?: Life }[];
  }[];
  readonly source: Source;
}

/** Milliseconds left when it was read, of those that it is given at most. */
export interface Life {
  readonly leftMs: number;
  readonly ofMs: number;
}

/** What happened when, on a line from `from` to `to` (milliseconds since the epoch). */
export interface TimelineBlock {
  readonly kind: 'timeline';
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly {
    readonly at: number;
    /** What happened, in one word: `admitted`. */
    readonly label: string;
    /** How many times at once. */
    readonly count: number;
    readonly tone: 'good' | 'bad';
  }[];
  readonly source: Source;
}

/** A part of a text; `marked` where it was searched for. */
export interface Segment {
  readonly text: string;
  readonly marked?: boolean;
}

/** What a search found, best first. */
export interface ResultsBlock {
  readonly kind: 'results';
  readonly title: string;
  /** All that match, not only those shown. */
  readonly total: number;
  readonly hits: readonly {
    readonly id: string;
    readonly title: readonly Segment[];
    readonly detail: readonly Segment[];
    readonly score?: number;
  }[];
  /** Texts that one may choose for the parameter of that name. */
  readonly suggestions?: { readonly parameter: string; readonly texts: readonly string[]; readonly source: Source };
  readonly source: Source;
}

export interface NoteBlock {
  readonly kind: 'note';
  readonly text: string;
}
