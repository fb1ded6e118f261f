import assert from 'node:assert/strict';
import { isAbortError } from '../../src/core/base/abort';
import { CodedError } from '../../src/core/base/errors';
import type { Random } from '../../src/core/base/random';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { RespClient } from '../support/servers/respClient';
import { until } from '../support/servers/until';
import type { Fault, Way } from './faultProxy';
import { FAULTS, FaultProxy } from './faultProxy';
import { OpenConnections } from './connectionHelpers';

const DELAY_MS = 2000;
/** Far more than any operation needs, even after its longest timeout. */
const HANG_MS = 8000;

/** What a lane does again and again while its link is harmed. */
export interface Operation<Result> {
  /** Never undefined. */
  run(connection: RedisConnection, signal: AbortSignal): Promise<Result>;
  /** Asserts that a result is what another client knows to be true. */
  check(result: Result, truth: RespClient): Promise<void>;
}

/** One connection through a proxy of its own. */
export class FaultLane {
  readonly outcomes = new Map<string, number>();
  /** By upper-case name: how often a command was sent. */
  readonly sent = new Map<string, number>();
  private readonly connections = new OpenConnections();

  private constructor(
    readonly proxy: FaultProxy,
    private readonly random: Random,
    private readonly truth: RespClient,
  ) {}

  static async open(serverPort: number, random: Random, truth: RespClient): Promise<FaultLane> {
    return new FaultLane(await FaultProxy.start(serverPort), random, truth);
  }

  /** With a timeout that is less than a delay, a delayed answer is a late one. */
  async connect(commandTimeoutMs: number): Promise<RedisConnection> {
    const connection = this.connections.make(this.proxy.port, {}, undefined, {
      commandTimeoutMs,
      connectTimeoutMs: 1000,
      // The shortest wait before each try.
      random: { next: () => 0.999, hex: (length) => '0'.repeat(length) },
    });
    connection.onDidTrace(({ command: [name] }) => {
      count(this.sent, name.toUpperCase());
    });
    await connection.connect();
    return connection;
  }

  /** Harms the operation `faults` times; after each harm the connection recovers and the operation gives the truth. */
  async harm<Result>(connection: RedisConnection, operation: Operation<Result>, faults: number): Promise<void> {
    const whole = await this.measure(connection, operation);
    for (let happened = 0; happened < faults;) {
      const stop = new AbortController();
      // Every tenth is stopped by its caller at the same moment.
      const isStopped = this.random.next() < 0.1;
      const fault = this.nextFault(whole, () => {
        if (isStopped) stop.abort();
      });
      this.proxy.arm(fault);
      const outcome = await this.attempt(connection, operation, stop.signal);
      const isHarmed = !this.proxy.armed;
      this.proxy.arm(undefined);
      if (isHarmed) {
        happened += 1;
        count(this.outcomes, `${fault.kind}: ${outcome}`);
      }
      await recovered(connection);
      await this.repeat(connection, operation);
    }
  }

  async close(): Promise<void> {
    await this.proxy.settled();
    this.connections.close();
    await this.proxy.stop();
  }

  private async measure<Result>(
    connection: RedisConnection,
    operation: Operation<Result>,
  ): Promise<Record<Way, number>> {
    await this.repeat(connection, operation);
    this.proxy.arm(undefined);
    await this.repeat(connection, operation);
    return { ...this.proxy.passed };
  }

  /** What a person does who was told of a failure. A busy machine may make it wait once more than a command may take. */
  private async repeat<Result>(connection: RedisConnection, operation: Operation<Result>): Promise<void> {
    const result = await until(
      'the operation to go through',
      () => inTime(operation.run(connection, new AbortController().signal)),
      2 * HANG_MS,
    );
    await operation.check(result, this.truth);
  }

  private nextFault(whole: Record<Way, number>, onHappened: () => void): Fault {
    const way: Way = this.random.next() < 0.5 ? 'toServer' : 'toClient';
    const kind = FAULTS[Math.floor(this.random.next() * FAULTS.length)] ?? 'cut';
    return { kind, way, at: 1 + Math.floor(this.random.next() * whole[way] * 0.98), delayMs: DELAY_MS, onHappened };
  }

  private async attempt<Result>(
    connection: RedisConnection,
    operation: Operation<Result>,
    signal: AbortSignal,
  ): Promise<string> {
    let result: Result;
    try {
      result = await inTime(operation.run(connection, signal));
    } catch (error) {
      if (isAbortError(error)) return 'abort';
      assert.ok(error instanceof CodedError, `neither coded nor an abort: ${String(error)}`);
      return error.code;
    }
    await operation.check(result, this.truth);
    return 'result';
  }
}

export function count(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** By itself: nobody asks the connection to connect. */
async function recovered(connection: RedisConnection): Promise<void> {
  await until(
    'the connection to be ready and to answer',
    async () => {
      if (connection.state.kind !== 'ready') return undefined;
      return String(await connection.send(['PING'])) === 'PONG' || undefined;
    },
    HANG_MS,
  );
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: `hung for ${String(HANG_MS)} ms` }));
    }, HANG_MS);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
