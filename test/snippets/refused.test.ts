import assert from 'node:assert/strict';
import { need } from '../support/servers/need';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { inserted, snippetOf } from './inserted';
import { needRunner } from './runners/runners';
import { runSnippet } from './runSnippet';

// ioredis answers the errors of a transaction's commands instead of throwing them: code that does not look goes on with
// nothing. What is inserted looks, and takes no other failure for a server that is too old.

const TELLS = `const told = (promise: Promise<unknown>) => promise.catch((error: Error) => error.message);
`;

const COUNTERS = `<here>

${TELLS}
await redis.set(\`\${counters}:visits:\${today()}\`, 'many', 'EX', 60);
const visit = await told(countVisit());
await redis.set(\`\${counters}:visitors:\${today()}\`, 'all', 'EX', 60);
console.log(JSON.stringify([visit, await told(came('ada'))]));
redis.disconnect();
`;

const EXPIRATION = `<here>

${TELLS}
const known = await rememberDevice('ann', 'phone', 60);
redis.disconnect();
console.log(JSON.stringify([known, await told(rememberDevice('ann', 'phone', 60))]));
`;

describe('the inserted code for ioredis', () => {
  let server: RunningServer;

  before(async function () {
    await needRunner(this, 'ioredis');
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
  });

  after(() => (server as RunningServer | undefined)?.stop());

  it('throws what a command of a transaction answers', async () => {
    const [visit, came] = (await run('counters', COUNTERS)) as string[];
    assert.match(visit ?? '', /not an integer/);
    assert.match(came ?? '', /WRONGTYPE/);
  });

  it('takes a server that does not know a command for an older one, and a lost connection for lost', async () => {
    const [known, lost] = (await run('expiration', EXPIRATION)) as [boolean, string];
    assert.equal(known, false);
    assert.match(lost, /closed/i);
  });

  function run(pattern: string, caller: string): Promise<unknown> {
    const code = inserted(snippetOf(pattern, 'ioredis'), 'ioredis', caller);
    return runSnippet('ioredis', code, { REDIS_URL: server.url, KEY_PREFIX: 'refused' });
  }
});

/** Each prints that it failed, with nothing else in its output: without pipefail a pipe would hide it. */
const SHELL: Readonly<Record<string, readonly string[]>> = {
  analytics: ['last_minutes views'],
  counters: ['count_visit', 'count_for 7'],
  expiration: ['count_today visits', 'expired_keys'],
  memory: ['count 7', 'memory_of_server'],
  inventory: ['buy mug 1', 'reserve mug 1', 'confirm mug 1', 'buy_all 1 mug 1', 'balance_of mug'],
  messaging: ['take_orders ann 1', 'take_over ann 0', 'orders_after 0-0'],
};

describe('the inserted code in a shell without pipefail', () => {
  for (const [pattern, calls] of Object.entries(SHELL)) {
    it(`fails where nobody answers, ${pattern}`, async function () {
      await needRunner(this, 'redis-cli');
      const tried = calls.map((call) => `said+=("\\"$(${call} 2>/dev/null || echo failed)\\"")`);
      const caller = `<here>\n\n${tried.join('\n')}\nIFS=,\necho "[\${said[*]}]"\n`;
      const code = inserted(snippetOf(pattern, 'redis-cli'), 'redis-cli', caller);
      const printed = await runSnippet('redis-cli', code, { REDIS_URL: 'redis://127.0.0.1:1' });
      assert.deepEqual(
        printed,
        calls.map(() => 'failed'),
      );
    });
  }
});
