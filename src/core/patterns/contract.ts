import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import type { Random } from '../base/random';
import type { Feature } from '../redis/capabilities';
import type { Executor } from '../redis/executor';
import type { Command, Reply, ReplyError } from '../redis/reply';
import type { Block, Figure } from './blocks';
import type { Keyring } from './keyring';
import type { ParameterSpecs, ParameterValue, ParameterValues } from './parameters';

export type PatternGroup = 'useCase' | 'bestPractice' | 'more';

/** One way to build a pattern on what the server offers. The first variant that the server allows is the default. */
export interface Variant {
  readonly id: string;
  readonly title: string;
  /** Command families that it needs; none means any server. */
  readonly requires: readonly Feature[];
  /** The regions of the snippets that no other variant needs, unless it names them too. */
  readonly regions?: readonly string[];
  /** What its code says in place of `{variant}`, where it differs from others' in that. */
  readonly written?: string;
  /** What one types for its code behind what one types for the pattern's; the id unless given. */
  readonly prefix?: string;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What a pattern's code is given: it reaches nothing else. */
export interface PatternContext<Values = Readonly<Record<string, ParameterValue>>> {
  /** Traced, guarded, and able to write only under the demo prefix. */
  readonly redis: Executor;
  readonly keys: Keyring;
  readonly parameters: Values;
  readonly variant: string;
  /** Seconds until every key that the pattern makes expires; set in the same atomic step that creates the key. */
  readonly ttlSeconds: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  report(progress: Progress): void;
  /** What was sent through this context so far, counted from its trace. */
  sent(): Sent;
  /**
   * Hears what is published to a channel, named as a key is, over a link of its own: until it is disposed of, and no longer
   * than `signal` is not aborted. From its answer on nothing is missed.
   */
  subscribe(channel: string, heard: (message: string) => void): Promise<Subscription>;
  /**
   * A link of its own to the server that has the key, for WATCH, which belongs to a link: until it is disposed of, and no
   * longer than `signal` is not aborted. Traced, guarded and fenced as `redis` is.
   */
  openLink(key: string): Promise<OwnLink>;
}

export interface OwnLink extends Disposable {
  /** As `Executor.pipeline`, of one server. */
  pipeline(commands: readonly Command[]): Promise<(Reply | ReplyError)[]>;
}

export interface Sent {
  readonly commands: number;
  readonly roundTrips: number;
}

export interface Subscription extends Disposable {
  /** Answers when all has been heard that the server told before it was asked. */
  settled(): Promise<void>;
}

export interface StepResult {
  /** What was just seen, in one sentence with its numbers. */
  readonly summary: string;
  readonly figures?: readonly Figure[];
}

export interface Step<Values> {
  readonly id: string;
  /** Named after what it teaches: "Rank without a table scan". */
  readonly title: string;
  /** One or two sentences: why it is done this way. */
  readonly teaches: string;
  /** The `#region` of the snippets that holds the same code. */
  readonly region?: string;
  /** The variants it belongs to; all of them unless given. */
  readonly variants?: readonly string[];
  run(context: PatternContext<Values>): Promise<StepResult>;
}

export interface LaneResult {
  /** The counted results, the one that matters first. */
  readonly figures: readonly Figure[];
  /** The same as plain numbers, for the rules. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface Rule {
  /** "No unit is sold twice". */
  readonly text: string;
  /** Which lane it speaks of; a rule of the naive lane says that the fault shows. */
  readonly lane: 'naive' | 'right' | 'both';
  readonly holds: boolean;
}

/** Naive and right, side by side under the same load. Only counts decide, never times. */
export interface Experiment<Values, Load extends ParameterSpecs = NoLoad> {
  /** What can be changed of the load. Whatever its bounds allow, every rule holds, and the lanes take a few MB and seconds. */
  readonly load: Load;
  /** What is put to the test, as a question. */
  question(load: ParameterValues<Load>): string;
  readonly naive: Lane<Values, Load>;
  readonly right: Lane<Values, Load>;
  /** The rules that must hold of the two results. */
  judge(naive: LaneResult, right: LaneResult, load: ParameterValues<Load>): readonly Rule[];
  /** One or two sentences that explain the difference just measured. */
  explain(naive: LaneResult, right: LaneResult, load: ParameterValues<Load>): string;
}

export interface Lane<Values, Load extends ParameterSpecs> {
  readonly title: string;
  run(context: PatternContext<Values>, load: ParameterValues<Load>): Promise<LaneResult>;
}

/** Of an experiment whose load is that of the pattern's own parameters, or always the same. */
type NoLoad = Readonly<Record<string, never>>;

/** Simulated traffic: what many clients of the pattern would do. Bounded in rate and time by whoever runs it. */
export interface LiveTraffic<Values> {
  /** What happens, as a sentence: "Players win at random." */
  readonly title: string;
  /** What one event is called, in the plural: `wins`. */
  readonly unit: string;
  /** Events per second: to begin with, and at most. */
  readonly rate: { readonly default: number; readonly max: number };
  /**
   * Carries out `count` events (at most 200) in as few round trips as the pattern allows, and answers how many ended how,
   * by label: `{ Admitted: 3, Refused: 1 }`.
   */
  events(context: PatternContext<Values>, count: number): Promise<Readonly<Record<string, number>>>;
}

/** What one would do without Redis, beside the Redis way, and what each costs. */
export interface Comparison {
  readonly traditional: { readonly title: string; readonly code: string };
  /** As typed in redis-cli. */
  readonly redis: { readonly title: string; readonly code: string };
  readonly costs: readonly { readonly operation: string; readonly traditional: string; readonly redis: string }[];
}

/** A real source file in one language for one client; regions marked in it are what is inserted. */
export interface SnippetSource {
  readonly client: string;
  /** Reads it. */
  readonly source: () => string;
}

export interface PatternDefinition<Specs extends ParameterSpecs = ParameterSpecs> {
  /** kebab-case, the folder's name. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly group: PatternGroup;
  /** A codicon's name without the `$()`. */
  readonly icon: string;
  /** What one types for its code behind `redis-`; the id unless given. */
  readonly prefix?: string;
  readonly parameters: Specs;
  readonly variants: readonly [Variant, ...Variant[]];
  /** Every key the pattern makes, as a name under its namespace with `*` for what varies, and what it holds. */
  readonly ownedKeys: readonly { readonly name: string; readonly type: string; readonly holds: string }[];
  /** Reads the lesson: Markdown. */
  readonly lesson: () => string;
  readonly snippets: readonly SnippetSource[];
  /** What the scaffold takes of the server's memory at most, bytes: it is asked for before anything is made. */
  bytes(parameters: ParameterValues<Specs>): number;
  scaffold(context: PatternContext<ParameterValues<Specs>>): Promise<void>;
  readonly steps: readonly Step<ParameterValues<Specs>>[];
  readonly live: LiveTraffic<ParameterValues<Specs>>;
  readonly experiment: Experiment<ParameterValues<Specs>, ParameterSpecs>;
  readonly comparison: Comparison;
  /** Reads what is there now and says how to show it. Writes nothing. */
  view(context: PatternContext<ParameterValues<Specs>>): Promise<readonly Block[]>;
  /** Takes away what the pattern made that is no key, a search index say. Runs before the keys are deleted. */
  cleanUp?(context: PatternContext<ParameterValues<Specs>>): Promise<void>;
}

/** A pattern whose parameter types are forgotten: values have been checked against its specs before they reach it. */
export type AnyPattern = PatternDefinition;

/** Checks a definition's types where it is written, then forgets its parameters' types so that all fit one registry. */
export function definePattern<const Specs extends ParameterSpecs>(definition: PatternDefinition<Specs>): AnyPattern {
  return definition;
}
