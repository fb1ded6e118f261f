import type { Disposable } from '../base/disposables';
import type { CodedError } from '../base/errors';
import type { Event } from '../base/events';
import type { KeyInfo } from '../keyspace/keyTypes';
import type { Connection } from '../redis/connection';
import type { TraceEntry } from '../redis/trace';
import type { Block } from './blocks';
import type { AnyPattern, LaneResult, Progress, Rule, StepResult } from './contract';
import type { ParameterValue } from './parameters';

export type ActivityKind = 'scaffold' | 'run' | 'live' | 'experiment' | 'cleanUp';

export interface SessionState {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** What the experiment runs with next. */
  readonly load: Readonly<Record<string, ParameterValue>>;
  readonly variant: string;
  /** The demo data is there, as far as is known. */
  readonly scaffolded: boolean;
  /** Keys that were there when `keys()` last looked. */
  readonly keyCount: number;
  /** There may be more than that: not every name was looked at. */
  readonly moreKeys: boolean;
  readonly activity?: { readonly kind: ActivityKind; readonly progress?: Progress; readonly step?: string };
  /** Results since the last scaffold, by step id. */
  readonly stepResults: ReadonlyMap<string, StepResult>;
  /** The next step in order; absent when all ran. */
  readonly nextStep?: string;
  /** The traffic since it was last started; it goes on while the activity is `live`. */
  readonly live?: LiveState;
  readonly experiment?: ExperimentResult;
  /** How the last activity ended when it did not end well. Cancelling is not a problem. */
  readonly problem?: CodedError;
  /** A sentence about what the last activity did: "Deleted 9 keys." */
  readonly notice?: string;
}

export interface LiveState {
  /** Events per second asked for. */
  readonly rate: number;
  readonly paused: boolean;
  /** Carried out so far, and how they ended, by label. */
  readonly events: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface ExperimentResult {
  /** What it ran with. */
  readonly load: Readonly<Record<string, ParameterValue>>;
  readonly naive: LaneResult;
  readonly right: LaneResult;
  readonly rules: readonly Rule[];
  readonly explanation: string;
}

export interface SessionTrace {
  readonly entry: TraceEntry;
  /** A step's id, or an activity's kind. What `view()` and `keys()` read is not traced: each block names its source. */
  readonly origin: string;
}

export interface VariantChoice {
  readonly id: string;
  readonly title: string;
  /** Why this server cannot have it. */
  readonly unavailable?: string;
}

/**
 * One pattern on one connection: its demo data, what was run on it and what it shows. One activity at a time; starting a
 * second one rejects with `BUSY`. Every promise rejects with a `CodedError`, or an abort error after `stop()`; the same
 * is kept in `state.problem`. Works on through reconnects: what was scaffolded is found again.
 */
export interface PatternSession extends Disposable {
  readonly pattern: AnyPattern;
  readonly connection: Connection;
  /** Names this demo's keys: `redis-patterns:<pattern>:{<instance>}:…`. */
  readonly instance: string;
  readonly state: SessionState;
  readonly onDidChangeState: Event<SessionState>;
  readonly onDidTrace: Event<SessionTrace>;
  /** The last 2000 entries, oldest first. */
  readonly trace: readonly SessionTrace[];
  variants(): readonly VariantChoice[];
  setParameter(name: string, value: ParameterValue): void;
  /** Of the experiment's load. */
  setLoad(name: string, value: ParameterValue): void;
  setVariant(id: string): void;
  scaffold(signal?: AbortSignal): Promise<void>;
  runStep(stepId: string, signal?: AbortSignal): Promise<StepResult>;
  /** The steps that have not run, in order; scaffolds first if needed. */
  runRest(signal?: AbortSignal): Promise<ReadonlyMap<string, StepResult>>;
  /** Simulated traffic at `rate` events per second, until `stop()` or the end of its time; scaffolds first if needed. */
  runLive(rate: number, signal?: AbortSignal): Promise<void>;
  /** Of the traffic that goes on: the rate, held to what the pattern allows, and whether it rests. */
  steerLive(change: { readonly rate?: number; readonly paused?: boolean }): void;
  runExperiment(signal?: AbortSignal): Promise<ExperimentResult>;
  /** Deletes exactly what was made; answers how many keys. */
  cleanUp(signal?: AbortSignal): Promise<number>;
  stop(): void;
  /** Reads what is there now. Not an activity: may run beside one. */
  view(signal?: AbortSignal): Promise<readonly Block[]>;
  /** The demo's keys that exist, at most `limit`, with type, length and TTL. */
  keys(limit: number, signal?: AbortSignal): Promise<readonly KeyInfo[]>;
  /** How many of the demo's keys exist, all of them counted: for when somebody has to know. */
  countKeys(signal?: AbortSignal): Promise<number>;
}

/** The sessions, one per pattern and connection, made at the first asking. */
export interface PatternSessions extends Disposable {
  /** `instance` resumes the demo of an earlier window; it counts only where there is no session yet. */
  get(pattern: AnyPattern, connection: Connection, instance?: string): PatternSession;
  /** Those that exist. */
  readonly all: readonly PatternSession[];
  /** A session was made or dropped, or the state of one changed. */
  readonly onDidChange: Event<PatternSession>;
}
