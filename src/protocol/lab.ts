import type { Block, Figure } from '../core/patterns/blocks';
import type { ParameterSpecs, ParameterValue } from '../core/patterns/parameters';
import type { ConnectionBadge } from './connectionBadge';
import type { EncodedBytes } from './bytes';
import type { RpcError } from './rpc';

/** What a lab shows that does not change while it is open. */
export interface LabPattern {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly parameters: ParameterSpecs;
  readonly variants: readonly { readonly id: string; readonly title: string; readonly unavailable?: string }[];
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly teaches: string;
    readonly region?: string;
    /** The variants it belongs to; all of them unless given. */
    readonly variants?: readonly string[];
  }[];
  /** Rates are in events per second. */
  readonly live: {
    readonly title: string;
    readonly unit: string;
    readonly rate: { readonly default: number; readonly max: number };
  };
  readonly comparison: LabComparison;
  /** The two lanes' titles, and what can be changed of the load they run under. */
  readonly experiment: { readonly naive: string; readonly right: string; readonly load: ParameterSpecs };
  /** The keys that it makes, for whoever has not scaffolded yet: names under the demo's namespace with `*` for what varies. */
  readonly makes?: readonly { readonly name: string; readonly type: string; readonly holds: string }[];
  readonly lesson: string;
  readonly snippets: readonly LabSnippet[];
}

/** Without Redis and with it, and what each costs. */
export interface LabComparison {
  readonly traditional: { readonly title: string; readonly code: string };
  readonly redis: { readonly title: string; readonly code: string };
  readonly costs: readonly { readonly operation: string; readonly traditional: string; readonly redis: string }[];
}

export interface LabSnippet {
  readonly client: string;
  readonly title: string;
  readonly languageId: string;
  readonly code: string;
  /** 0-based line ranges, end exclusive, of `code` by region name. */
  readonly regions: Readonly<Record<string, { readonly start: number; readonly end: number }>>;
}

export interface LabConnection extends ConnectionBadge {
  readonly id: string;
  readonly address: string;
  /** The server in words, once known. */
  readonly server?: string;
  /** Why it is not ready, and what to do. */
  readonly problem?: string;
  /** Wall time in milliseconds of the next try, while reconnecting. */
  readonly retryAt?: number;
}

export type LabActivity = 'scaffold' | 'run' | 'live' | 'experiment' | 'cleanUp';

export interface LabState {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly variant: string;
  readonly scaffolded: boolean;
  /** What is going on now. */
  readonly activity?: {
    readonly kind: LabActivity;
    readonly done?: number;
    readonly total?: number;
    readonly step?: string;
  };
  /** Results of the steps that ran since the last scaffold, by step id. */
  readonly stepResults: Readonly<Record<string, { readonly summary: string; readonly figures?: readonly Figure[] }>>;
  /** The next step in order; absent when all ran. */
  readonly nextStep?: string;
  /** The simulated traffic since it was last started; it goes on while the activity is `live`. */
  readonly live?: LabTraffic;
  /** What the experiment runs with next, and what it asks with that. */
  readonly load: Readonly<Record<string, ParameterValue>>;
  readonly question: string;
  readonly experiment?: LabExperiment;
  /** How the last activity ended when it did not end well. */
  readonly problem?: RpcError;
  /** A quiet sentence about what was just done: "Deleted 9 keys." */
  readonly notice?: string;
}

export interface LabTraffic {
  readonly rate: number;
  readonly paused: boolean;
  readonly events: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface LabExperiment {
  /** What it ran with. */
  readonly load: Readonly<Record<string, ParameterValue>>;
  readonly naive: readonly Figure[];
  readonly right: readonly Figure[];
  readonly rules: readonly {
    readonly text: string;
    readonly lane: 'naive' | 'right' | 'both';
    readonly holds: boolean;
  }[];
  readonly explanation: string;
}

/** Demo keys that a lab lists, those that were made first. */
export const KEY_LIMIT = 200;

/** Commands that a lab lists; the oldest go first. */
export const TRACE_LIMIT = 2000;

export interface LabTraceEntry {
  readonly id: number;
  readonly roundTrip: number;
  /** As typed in redis-cli, shortened when long. */
  readonly command: string;
  readonly reply: string;
  readonly failed: boolean;
  readonly startedAt: number;
  readonly durationMs: number;
  /** The step, activity or `view` that sent it. */
  readonly origin: string;
}

export interface LabKey {
  readonly key: EncodedBytes;
  readonly type: string;
  readonly size?: number;
  /** Milliseconds left at `readAt`; absent when it never expires. */
  readonly ttlMs?: number;
  readonly readAt: number;
}

/** What is there now: the live view, and the demo's keys. */
export interface LabLive {
  readonly blocks: readonly Block[];
  readonly keys: readonly LabKey[];
  readonly readAt: number;
}

export type LabContract = {
  requests: {
    /** The handshake: everything there is to show. Asked again whenever the webview was loaded again. */
    load: {
      params: null;
      result: {
        pattern: LabPattern;
        connection: LabConnection;
        state: LabState;
        trace: readonly LabTraceEntry[];
        live?: LabLive;
      };
    };
    setParameter: { params: { name: string; value: ParameterValue }; result: null };
    /** Of the experiment's load. */
    setLoad: { params: { name: string; value: ParameterValue }; result: null };
    setVariant: { params: { variant: string }; result: null };
    scaffold: { params: null; result: null };
    /** Runs one step, or the rest in order. */
    run: { params: { step: string } | { rest: true }; result: null };
    /** Starts the simulated traffic, at so many events per second. */
    live: { params: { rate: number }; result: null };
    /** Of the traffic that goes on. */
    steerLive: { params: { rate?: number; paused?: boolean }; result: null };
    experiment: { params: null; result: null };
    cleanUp: { params: null; result: null };
    /** Stops what is going on. */
    stop: { params: null; result: null };
    insertSnippet: { params: { client: string }; result: null };
    scaffoldProject: { params: { client: string }; result: null };
    copyText: { params: { text: string }; result: null };
    openKey: { params: { base64: string }; result: null };
    openLesson: { params: null; result: null };
    reconnect: { params: null; result: null };
    editConnection: { params: null; result: null };
    showLog: { params: null; result: null };
  };
  events: {
    state: LabState;
    connection: LabConnection;
    /** Appended to what is shown. */
    trace: readonly LabTraceEntry[];
    live: LabLive;
  };
};
