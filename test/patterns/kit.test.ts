import assert from 'node:assert/strict';
import { systemClock } from '../../src/core/base/clock';
import { inBatches } from '../../src/core/patterns/kit/batches';
import { read, readAll } from '../../src/core/patterns/kit/read';
import { transaction } from '../../src/core/patterns/kit/transaction';
import { inTrips } from '../../src/core/patterns/kit/trips';
import { SentCount } from '../../src/core/patterns/sentCount';
import type { Command } from '../../src/core/redis/reply';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { rejection } from '../redis/connectionHelpers';
import { LiveServer } from '../redis/liveServer';
import { connectTo } from './sessions';

describe('the kit of patterns', () => {
  let server: LiveServer;
  let redis: RedisConnection;
  const reports: { readonly done: number; readonly total: number }[] = [];
  const abort = new AbortController();

  before(async function () {
    server = await LiveServer.start(this, 'redis7');
    redis = await connectTo(server.port);
    await redis.send(['SET', 'text', 'a "quoted" one']);
  });
  after(async () => {
    (redis as RedisConnection | undefined)?.dispose();
    await (server as LiveServer | undefined)?.stop();
  });
  beforeEach(() => {
    reports.length = 0;
  });

  const context = (signal = new AbortController().signal) => ({
    ...{ redis, signal, clock: systemClock },
    report: (progress: { readonly done: number; readonly total: number }) => {
      reports.push(progress);
    },
  });
  const numbers = Array.from({ length: 25 }, (_, n) => n);
  const push = (batch: readonly number[]): Command[] => batch.map((n) => ['RPUSH', 'list', n]);

  it('answers what a transaction did', async () => {
    const replies = await transaction(context(), [
      ['SET', 'a', 1],
      ['INCR', 'a'],
    ]);
    assert.deepEqual(replies.map(String), ['OK', '2']);
  });

  it('counts the round trips of a piece of work', async () => {
    const counted = new SentCount();
    const scope = redis.scope({ writePrefix: 'trips', onTrace: counted.note });
    const work = async (times: number): Promise<string> => {
      for (let time = 0; time < times; time += 1) await scope.pipeline([['PING'], ['PING']]);
      return 'done';
    };
    const sent = () => counted.soFar();
    assert.deepEqual(await inTrips({ sent }, () => work(3)), ['done', '3 round trips']);
    assert.deepEqual(await inTrips({ sent }, () => work(1)), ['done', '1 round trip']);
  });

  it('rejects when a command fails in the transaction, which is not taken back', async () => {
    const { message } = await rejection(
      transaction(context(), [
        ['SET', 'b', 1],
        ['LPUSH', 'text', 1],
      ]),
      'WRONG_TYPE',
    );
    assert.match(message, /text|LPUSH/);
    assert.equal(String(await redis.send(['GET', 'b'])), '1');
  });

  it('rejects with the command that could not be queued, and nothing of the transaction is done', async () => {
    const refused = transaction(context(), [['SET', 'c', 1], ['LPUSH']]);
    await assert.rejects(refused, (error: Error) => /LPUSH|wrong number/i.test(error.message));
    assert.equal(await redis.send(['EXISTS', 'c']), 0);
    assert.equal(String(await redis.send(['PING'])), 'PONG', 'the link is out of the transaction');
  });

  it('sends in batches and tells how far it is', async () => {
    await inBatches(context(), numbers, 10, push);
    assert.deepEqual(
      reports.map(({ done, total }) => [done, total]),
      [
        [10, 25],
        [20, 25],
        [25, 25],
      ],
    );
    assert.deepEqual(((await redis.send(['LRANGE', 'list', 0, -1])) as Buffer[]).map(Number), numbers);
  });

  it('stops between batches, and at the first that the server refuses', async () => {
    await redis.send(['UNLINK', 'list']);
    const stopped = { ...context(abort.signal), report: () => abort.abort() };
    await assert.rejects(inBatches(stopped, numbers, 10, push), { name: 'AbortError' });
    assert.equal(await redis.send(['LLEN', 'list']), 10);
    await rejection(
      inBatches(context(), numbers, 10, (batch) => batch.map((n) => ['RPUSH', 'text', n])),
      'WRONG_TYPE',
    );
    assert.deepEqual(reports, []);
  });

  it('says of each reply which command read it, and when', async () => {
    const before = Date.now();
    const [length, text] = await readAll(context(), [
      ['STRLEN', 'text'],
      ['GET', 'text'],
    ]);
    assert.equal(length?.reply, 14);
    assert.equal(text?.source.command, 'GET text');
    assert.ok(text.source.at >= before && text.source.at <= Date.now());
    const { source } = await read(context(), ['EXISTS', 'with a space', 'x'.repeat(500)]);
    assert.match(source.command, /^EXISTS "with a space" x+/);
    assert.ok(source.command.length <= 210);
    await rejection(readAll(context(), [['LLEN', 'text']]), 'WRONG_TYPE');
  });
});
