import assert from 'node:assert/strict';
import type { ScopeOptions } from '../../src/core/redis/connection';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Command } from '../../src/core/redis/reply';
import type { SideLink } from '../../src/core/redis/sideLink';
import { connectTo } from '../patterns/sessions';
import { need } from '../support/servers/need';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// Links of their own, for WATCH: as guarded and fenced as the link that all views share.

describe('A link of its own', () => {
  let server: RunningServer | undefined;
  const connections: RedisConnection[] = [];

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
  });
  afterEach(() => {
    for (const connection of connections.splice(0)) connection.dispose();
  });
  after(() => server?.stop());

  async function open(scope: ScopeOptions, readOnly = false): Promise<SideLink> {
    const connection = await connectTo(server?.port ?? 0, { readOnly });
    connections.push(connection);
    const node = connection.nodeOf('demo:a') ?? assert.fail('no node');
    return connection.openOwnLink(node.id, scope);
  }

  it('watches: EXEC is in vain when another was first, and else it is not', async () => {
    const [mine, other] = [await open({ writePrefix: 'demo' }), await open({ writePrefix: 'demo' })];
    const write = (value: string): readonly Command[] => [['MULTI'], ['SET', 'demo:a', value], ['EXEC']];
    await mine.pipeline([['WATCH', 'demo:a']]);
    assert.equal((await other.pipeline(write('theirs'))).at(-1) === null, false);
    assert.equal((await mine.pipeline(write('mine'))).at(-1), null);
    assert.equal((await mine.pipeline(write('mine'))).at(-1) === null, false);
    assert.equal(String((await mine.pipeline([['GET', 'demo:a']]))[0]), 'mine');
  });

  it('writes and watches nothing outside the demo prefix', async () => {
    const link = await open({ writePrefix: 'demo' });
    for (const command of [
      ['SET', 'demos:a', '1'],
      ['WATCH', 'mine'],
      ['WATCH', 'demo:a', 'mine'],
      ['FLUSHDB'],
    ] as const) {
      const inside: readonly Command[] = [['MULTI'], command, ['EXEC']];
      await assert.rejects(link.pipeline([command]), { code: 'OUTSIDE_DEMO_PREFIX' }, command.join(' '));
      await assert.rejects(link.pipeline(inside), { code: 'OUTSIDE_DEMO_PREFIX' }, command.join(' '));
    }
  });

  it('writes nothing on a read-only connection', async () => {
    const link = await open({ writePrefix: 'demo' }, true);
    await assert.rejects(link.pipeline([['SET', 'demo:a', '1']]), { code: 'READ_ONLY_CONNECTION' });
    await assert.rejects(link.pipeline([['MULTI'], ['SET', 'demo:a', '1'], ['EXEC']]), {
      code: 'READ_ONLY_CONNECTION',
    });
    assert.equal((await link.pipeline([['EXISTS', 'demo:a']])).length, 1);
  });

  it('sends nothing else that changes a link, and no half transaction', async () => {
    const link = await open({});
    for (const command of [['SELECT', 1], ['SUBSCRIBE', 'news'], ['MONITOR'], ['CLIENT', 'REPLY', 'OFF']] as const) {
      await assert.rejects(link.pipeline([command]), { code: 'NOT_AVAILABLE' }, command.join(' '));
    }
    await assert.rejects(link.pipeline([['MULTI']]), { code: 'INVALID_INPUT' });
  });

  it('is closed with its connection', async () => {
    const link = await open({});
    for (const connection of connections) connection.dispose();
    assert.equal(link.isClosed, true);
    await assert.rejects(link.pipeline([['GET', 'demo:a']]), { name: 'CodedError' });
  });
});
