import assert from 'node:assert/strict';
import { isAbortError } from '../../../src/core/base/abort';
import type { Clock } from '../../../src/core/base/clock';
import { systemClock } from '../../../src/core/base/clock';
import { CodedError } from '../../../src/core/base/errors';
import { estimateTotal, KeyScan } from '../../../src/core/keyspace/scan';
import type { Executor } from '../../../src/core/redis/executor';
import type { Command, Reply } from '../../../src/core/redis/reply';
import { ReplyError } from '../../../src/core/redis/reply';

/** Answers SCAN with `pages` in turn (the cursor is the page's number) when told to, and keeps what was asked. */
class ScriptedServer implements Executor {
  readonly asked: Command[] = [];
  failNext: Error | undefined;
  hold: Promise<void> | undefined;

  constructor(private readonly pages: readonly (readonly string[])[]) {}

  async send(command: Command): Promise<Reply> {
    this.asked.push(command);
    const { failNext, hold } = this;
    this.failNext = undefined;
    await (hold ?? new Promise(setImmediate));
    if (failNext) throw failNext;
    const page = Number(command[1]);
    const next = (page + 1) % this.pages.length;
    return [Buffer.from(String(next)), (this.pages[page] ?? []).map((name) => Buffer.from(name))];
  }

  pipeline(): Promise<(Reply | ReplyError)[]> {
    return Promise.resolve([1234]);
  }

  get cursors(): unknown[] {
    return this.asked.map((command) => command[1]);
  }
}

function collect(into: string[]): (names: readonly Buffer[]) => void {
  return (names) => into.push(...names.map(String));
}

const noBudget = { budget: {} };
const ABC = [['a', 'b'], ['c'], ['d', 'e', 'f']];

describe('the scan', () => {
  it('delivers every page once, in one step when nothing limits it', async () => {
    const seen: string[] = [];
    const scan = new KeyScan(new ScriptedServer(ABC), noBudget);
    assert.deepEqual(await scan.next(collect(seen)), { added: 6, scanned: 6, done: true });
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.deepEqual(await scan.next(collect(seen)), { added: 0, scanned: 6, done: true });
  });

  it('asks for the next page before it hands over the one it has', async () => {
    const server = new ScriptedServer(ABC);
    const askedWhenHanded: number[] = [];
    await new KeyScan(server, noBudget).next(() => askedWhenHanded.push(server.asked.length));
    assert.deepEqual(askedWhenHanded, [2, 3, 3]);
  });

  it('stops at its budget of names with nothing under way, and goes on from there', async () => {
    const server = new ScriptedServer(ABC);
    const seen: string[] = [];
    const scan = new KeyScan(server, { budget: { keys: 2 } });
    assert.deepEqual(await scan.next(collect(seen)), { added: 2, scanned: 2, done: false });
    assert.deepEqual(server.cursors, ['0']);
    assert.deepEqual(await scan.next(collect(seen)), { added: 4, scanned: 6, done: true });
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('stops at its budget of time, counted from each step', async () => {
    let time = 100;
    const clock: Clock = { ...systemClock, monotonic: () => (time += 10) };
    const scan = new KeyScan(new ScriptedServer(ABC), { budget: { ms: 15 }, clock });
    assert.deepEqual(await scan.next(() => undefined), { added: 3, scanned: 3, done: false });
    assert.deepEqual(await scan.next(() => undefined), { added: 3, scanned: 6, done: true });
  });

  it('loads the rest without a budget', async () => {
    const scan = new KeyScan(new ScriptedServer(ABC), { budget: { keys: 1 } });
    await scan.next(() => undefined);
    assert.deepEqual(await scan.rest(() => undefined), { added: 4, scanned: 6, done: true });
  });

  it('asks with its filter and its count, which is bounded by 2000 and by the budget', async () => {
    const commandOf = async (options: ConstructorParameters<typeof KeyScan>[1]): Promise<Command | undefined> => {
      const server = new ScriptedServer([['a']]);
      await new KeyScan(server, options).next(() => undefined);
      return server.asked[0];
    };
    const match = Buffer.from('us\xff*', 'latin1');
    assert.deepEqual(await commandOf({}), ['SCAN', '0', 'COUNT', 1000]);
    assert.deepEqual(await commandOf({ match, type: 'hash', count: 50_000 }), [
      ...['SCAN', '0', 'MATCH', match, 'TYPE', 'hash', 'COUNT'],
      2000,
    ]);
    assert.deepEqual(await commandOf({ budget: { keys: 20 } }), ['SCAN', '0', 'COUNT', 20]);
  });

  it('counts what a filter passed over as looked at', async () => {
    const scan = new KeyScan(new ScriptedServer([[], ['a'], []]), { match: 'a', count: 100, budget: { keys: 200 } });
    assert.deepEqual(await scan.next(() => undefined), { added: 1, scanned: 200, done: false });
  });

  it('ends at once when it is aborted, and stands where it was', async () => {
    const server = new ScriptedServer(ABC);
    const seen: string[] = [];
    const scan = new KeyScan(server, noBudget);
    const abort = new AbortController();
    const step = scan.next((names) => {
      collect(seen)(names);
      server.hold = new Promise(() => undefined);
      abort.abort();
    }, abort.signal);
    await assert.rejects(step, isAbortError);
    assert.deepEqual([seen, scan.done, scan.scanned], [['a', 'b'], false, 2]);
    server.hold = undefined;
    assert.deepEqual(await scan.next(collect(seen)), { added: 4, scanned: 6, done: true });
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e', 'f']);
    await assert.rejects(scan.next(collect(seen), AbortSignal.abort()), isAbortError);
  });

  it('can be stepped again after an error', async () => {
    const server = new ScriptedServer(ABC);
    const seen: string[] = [];
    const scan = new KeyScan(server, { budget: { keys: 1 } });
    await scan.next(collect(seen));
    server.failNext = new CodedError('CONNECTION_LOST', 'lost');
    await assert.rejects(scan.rest(collect(seen)), { code: 'CONNECTION_LOST' });
    await scan.rest(collect(seen));
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('leaves no rejection unheard when the listener throws while a page is on its way', async () => {
    const server = new ScriptedServer(ABC);
    const step = new KeyScan(server, noBudget).next(() => {
      throw new Error('listener');
    });
    server.failNext = undefined;
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    setImmediate(() => (server.failNext = new Error('late')));
    await assert.rejects(step, { message: 'listener' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', hear);
    assert.deepEqual(unheard, []);
  });
});

describe('the estimate of the total', () => {
  it('is DBSIZE, and unknown where that is refused', async () => {
    const server = new ScriptedServer([]);
    assert.equal(await estimateTotal(server), 1234);
    server.pipeline = () => Promise.resolve([new ReplyError('NOPERM no')]);
    assert.equal(await estimateTotal(server), undefined);
  });
});
