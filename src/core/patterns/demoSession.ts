import { abortable, forMany, isAbortError } from '../base/abort';
import type { Clock } from '../base/clock';
import { CodedError, toCodedError } from '../base/errors';
import { Emitter } from '../base/events';
import type { Random } from '../base/random';
import type { KeyInfo } from '../keyspace/keyTypes';
import type { Feature } from '../redis/capabilities';
import { hasFeature } from '../redis/capabilities';
import type { Connection, ScopeOptions } from '../redis/connection';
import type { Block } from './blocks';
import type { AnyPattern, PatternContext, Progress, Step, StepResult, Variant } from './contract';
import { deleteKeys, recallKeys } from './demoKeys';
import { runLanes } from './experimentRunner';
import type { CensusOf } from './keyCensus';
import { anyExists, countExisting, takeCensus } from './keyCensus';
import { Keyring } from './keyring';
import type { ParameterValue } from './parameters';
import { resolveParameters } from './parameters';
import { patternContext } from './patternContext';
import { assertMayWrite, assertRoom, keepingRoom } from './preconditions';
import type { ActivityKind, ExperimentResult, PatternSession, SessionState, VariantChoice } from './session';
import { TraceLog } from './traceLog';
import { Traffic, TRAFFIC_LIMIT_MS } from './traffic';
import { describeMissing } from './variantWords';

export interface DemoSessionOptions {
  readonly pattern: AnyPattern;
  readonly connection: Connection;
  /** First part of every demo key's name. */
  readonly prefix: string;
  readonly ttlSeconds: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Of a session before the window was loaded again, whose data is looked for; a new one unless given. */
  readonly instance?: string;
}

const TRACE_LIMIT = 2000;

type Activity = NonNullable<SessionState['activity']>;

/** See `PatternSession`. */
export class DemoSession implements PatternSession {
  readonly pattern: AnyPattern;
  readonly connection: Connection;
  readonly instance: string;
  private readonly ring: Keyring;
  private readonly changed = new Emitter<SessionState>();
  private readonly log = new TraceLog(TRACE_LIMIT);
  readonly onDidChangeState = this.changed.event;
  readonly onDidTrace = this.log.onDidAdd;
  private readonly steps = new Map<string, StepResult>();
  private parameters: Record<string, ParameterValue>;
  private load: Record<string, ParameterValue>;
  private chosenVariant: string | undefined;
  private scaffolded: boolean;
  private keyCount = 0;
  private moreKeys = false;
  private traffic: Traffic | undefined;
  private experiment: ExperimentResult | undefined;
  private activity: Activity | undefined;
  private problem: CodedError | undefined;
  private notice: string | undefined;
  private running: AbortController | undefined;
  /** False while an earlier session's names have not been looked for. */
  private namesKnown: boolean;
  /** A scaffold began and did not end: what is there is not what the steps expect. */
  private halfMade = false;
  /** Counts up when data is made or deleted: what was read before says nothing about what is there now. */
  private generation = 0;

  constructor(private readonly options: DemoSessionOptions) {
    this.pattern = options.pattern;
    this.connection = options.connection;
    this.instance = options.instance ?? options.random.hex(4);
    this.namesKnown = options.instance === undefined;
    this.scaffolded = !this.namesKnown;
    this.ring = new Keyring(options.prefix, this.pattern.id, this.instance);
    this.parameters = resolveParameters(this.pattern.parameters, {});
    this.load = resolveParameters(this.pattern.experiment.load, {});
  }

  get state(): SessionState {
    const nextStep = this.stepsOfVariant.find((step) => !this.steps.has(step.id))?.id;
    return {
      parameters: this.parameters,
      load: this.load,
      variant: this.variant,
      scaffolded: this.scaffolded,
      keyCount: this.keyCount,
      moreKeys: this.moreKeys,
      stepResults: new Map(this.steps),
      ...(this.activity && { activity: this.activity }),
      ...(nextStep !== undefined && { nextStep }),
      ...(this.traffic && { live: this.traffic.state }),
      ...(this.experiment && { experiment: this.experiment }),
      ...(this.problem && { problem: this.problem }),
      ...(this.notice !== undefined && { notice: this.notice }),
    };
  }

  get trace(): PatternSession['trace'] {
    return this.log.entries;
  }

  variants(): readonly VariantChoice[] {
    return this.pattern.variants.map((variant) => {
      const unavailable = this.whyUnavailable(variant);
      return { id: variant.id, title: variant.title, ...(unavailable !== undefined && { unavailable }) };
    });
  }

  setParameter(name: string, value: ParameterValue): void {
    this.parameters = resolveParameters(this.pattern.parameters, { ...this.parameters, [name]: value });
    this.fire();
  }

  setLoad(name: string, value: ParameterValue): void {
    this.load = resolveParameters(this.pattern.experiment.load, { ...this.load, [name]: value });
    this.fire();
  }

  setVariant(id: string): void {
    const choice = this.variants().find((variant) => variant.id === id);
    if (!choice) throw new CodedError('NOT_FOUND', `${this.pattern.title} has no variant "${id}".`);
    if (choice.unavailable !== undefined) throw new CodedError('NOT_AVAILABLE', choice.unavailable);
    if (id === this.variant) return;
    if (this.activity) throw this.busy();
    // What was made for the other variant is no data for this one; clean-up deletes it all the same.
    this.scaffolded = false;
    this.forgetResults();
    this.chosenVariant = id;
    this.fire();
  }

  scaffold(signal?: AbortSignal): Promise<void> {
    return this.run('scaffold', signal, (stop) => this.makeData(stop));
  }

  runStep(stepId: string, signal?: AbortSignal): Promise<StepResult> {
    return this.run('run', signal, async (stop) => {
      await this.ensureData(stop);
      return this.takeStep(stepId, stop);
    });
  }

  runRest(signal?: AbortSignal): Promise<ReadonlyMap<string, StepResult>> {
    return this.run('run', signal, async (stop) => {
      await this.ensureData(stop);
      // Nothing is left to run: run it all again.
      if (this.state.nextStep === undefined) this.steps.clear();
      for (let next = this.state.nextStep; next !== undefined; next = this.state.nextStep) {
        await this.takeStep(next, stop);
      }
      return new Map(this.steps);
    });
  }

  runLive(rate: number, signal?: AbortSignal): Promise<void> {
    return this.run('live', signal, async (stop) => {
      await this.ensureData(stop);
      const traffic = new Traffic(this.pattern.live, rate, () => {
        this.fire();
      });
      this.traffic = traffic;
      this.fire();
      await traffic.run(this.fillingContext('live', stop));
      this.notice = `The traffic ended by itself after ${String(TRAFFIC_LIMIT_MS / 60_000)} minutes.`;
    });
  }

  steerLive(change: { readonly rate?: number; readonly paused?: boolean }): void {
    if (this.activity?.kind === 'live') this.traffic?.steer(change);
  }

  runExperiment(signal?: AbortSignal): Promise<ExperimentResult> {
    return this.run('experiment', signal, async (stop) => {
      this.experiment = undefined;
      await assertRoom(this.connection, 0, stop);
      const contextOf = (lane: string, laneStop: AbortSignal): PatternContext => this.context(lane, laneStop);
      this.experiment = await runLanes(this.pattern.experiment, this.load, contextOf, stop);
      return this.experiment;
    });
  }

  cleanUp(signal?: AbortSignal): Promise<number> {
    return this.run('cleanUp', signal, async (stop) => {
      const context = this.context('cleanUp', stop);
      await this.recall(stop);
      await this.pattern.cleanUp?.(context);
      const names = [...this.ring.names];
      const deleted = await deleteKeys(context.redis, names, stop, (progress) => {
        this.progress(progress);
      });
      this.ring.drop(names);
      this.forgetData();
      this.notice = deleted === 1 ? 'Deleted 1 key.' : `Deleted ${String(deleted)} keys.`;
      return deleted;
    });
  }

  stop(): void {
    this.running?.abort();
  }

  async view(signal?: AbortSignal): Promise<readonly Block[]> {
    return this.pattern.view(this.quietContext(signal));
  }

  async keys(limit: number, signal?: AbortSignal): Promise<readonly KeyInfo[]> {
    const context = this.quietContext(signal);
    await this.recall(context.signal);
    const { generation } = this;
    const { found, count, complete, missing } = await takeCensus(this.censusOf(context.redis), limit, signal);
    // What makes data may keep a name for a while before it writes; traffic names a key and writes it at once.
    if (!this.activity || this.activity.kind === 'live') this.ring.noteMissing(missing);
    if (generation === this.generation) this.noteKeys(count, !complete);
    return found;
  }

  async countKeys(signal?: AbortSignal): Promise<number> {
    const context = this.quietContext(signal);
    await this.recall(context.signal);
    return countExisting(this.censusOf(context.redis), signal);
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
    this.log.dispose();
  }

  /** One activity at a time; how it ended is told to the caller and kept in the state. */
  private async run<T>(
    kind: ActivityKind,
    signal: AbortSignal | undefined,
    work: (stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.activity) throw this.busy();
    const controller = new AbortController();
    const stop = forMany(signal ? AbortSignal.any([signal, controller.signal]) : controller.signal);
    this.running = controller;
    this.problem = undefined;
    this.notice = undefined;
    this.activity = { kind };
    this.fire();
    try {
      assertMayWrite(this.connection);
      return await abortable(work(stop), stop);
    } catch (error) {
      if (isAbortError(error)) {
        this.notice = 'Stopped.';
        throw error;
      }
      this.problem = toCodedError(error);
      throw this.problem;
    } finally {
      // What an aborted activity still has under way is refused from here on.
      controller.abort();
      this.activity = undefined;
      this.running = undefined;
      this.fire();
    }
  }

  private async makeData(stop: AbortSignal): Promise<void> {
    await assertRoom(this.connection, this.pattern.bytes(this.parameters), stop);
    this.forgetResults();
    this.halfMade = true;
    this.generation += 1;
    await this.pattern.scaffold(this.fillingContext('scaffold', stop));
    this.halfMade = false;
    this.scaffolded = true;
  }

  /** Looks before the steps do: the data may have expired, or gone with the server, while nobody read it. */
  private async ensureData(stop: AbortSignal): Promise<void> {
    await this.recall(stop);
    const { redis } = this.quietContext(stop);
    const there = this.scaffolded && !this.halfMade && (await anyExists(this.censusOf(redis), stop));
    if (!there) await this.makeData(stop);
  }

  private async takeStep(id: string, stop: AbortSignal): Promise<StepResult> {
    const step = this.stepsOfVariant.find((candidate) => candidate.id === id);
    if (!step) throw new CodedError('NOT_FOUND', `${this.pattern.title} has no step "${id}".`);
    this.activity = { kind: 'run', step: id };
    this.fire();
    const result = await step.run(this.context(id, stop));
    this.steps.set(id, result);
    this.fire();
    return result;
  }

  private get stepsOfVariant(): readonly Step<PatternContext['parameters']>[] {
    const { variant } = this;
    return this.pattern.steps.filter(({ variants }) => variants?.includes(variant) ?? true);
  }

  private get variant(): string {
    if (this.chosenVariant !== undefined) return this.chosenVariant;
    const [first] = this.pattern.variants;
    return (this.pattern.variants.find((variant) => this.missingFor(variant) === undefined) ?? first).id;
  }

  private whyUnavailable(variant: Variant): string | undefined {
    const missing = this.missingFor(variant);
    return missing && describeMissing(missing, this.pattern.variants.find(({ id }) => id === this.variant) ?? variant);
  }

  private missingFor(variant: Variant): Feature | undefined {
    const { capabilities } = this.connection;
    return capabilities && variant.requires.find((feature) => !hasFeature(capabilities, feature));
  }

  private context(origin: string, stop: AbortSignal): PatternContext {
    return this.contextOver({ onTrace: this.log.recorder(origin), ...this.fence }, stop);
  }

  /** For what makes more and more: it stops before others are evicted. */
  private fillingContext(origin: string, stop: AbortSignal): PatternContext {
    const context = this.context(origin, stop);
    return { ...context, redis: keepingRoom(context.redis, this.connection, stop) };
  }

  /** For what is read again and again: its commands would drown the trace. */
  private quietContext(signal: AbortSignal | undefined): PatternContext {
    return this.contextOver(this.fence, signal ?? new AbortController().signal);
  }

  private contextOver(scope: ScopeOptions & { readonly writePrefix: string }, signal: AbortSignal): PatternContext {
    const { clock, random, ttlSeconds } = this.options;
    const report = (progress: Progress): void => {
      this.progress(progress);
    };
    const { connection, parameters, variant, ring: keys } = this;
    const given = { keys, parameters, variant, ttlSeconds, clock, random, report };
    return patternContext(given, connection, scope, signal);
  }

  private get fence(): { readonly writePrefix: string } {
    return { writePrefix: `${this.options.prefix}:${this.pattern.id}` };
  }

  private progress(progress: Progress): void {
    if (!this.activity) return;
    this.activity = { ...this.activity, progress };
    this.fire();
  }

  /** After the window was loaded again the names are found by looking, once. */
  private async recall(stop: AbortSignal): Promise<void> {
    if (this.namesKnown) return;
    await recallKeys(this.connection, this.ring, stop);
    this.namesKnown = true;
  }

  /** The data may have expired, or gone with the server that held it. */
  private noteKeys(count: number, more: boolean): void {
    if (count === this.keyCount && more === this.moreKeys && (count > 0 || !this.scaffolded)) return;
    this.keyCount = count;
    this.moreKeys = more;
    if (count === 0 && !more && !this.activity) this.forgetData();
    this.fire();
  }

  private censusOf(executor: CensusOf['executor']): CensusOf {
    return { executor, names: [...this.ring.names], slotOf: (key) => this.connection.slotOf(key) };
  }

  private forgetData(): void {
    this.generation += 1;
    this.scaffolded = false;
    this.keyCount = 0;
    this.moreKeys = false;
    this.forgetResults();
  }

  private forgetResults(): void {
    this.steps.clear();
    this.traffic = undefined;
    this.experiment = undefined;
  }

  private busy(): CodedError {
    return new CodedError('BUSY', `${this.pattern.title} is busy on this connection. Stop it first, or wait.`);
  }

  private fire(): void {
    this.changed.fire(this.state);
  }
}
