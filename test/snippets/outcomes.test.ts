import assert from 'node:assert/strict';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { callerOf, inserted, known, patterns } from './inserted';
import type { Outcome, Setting } from './outcomes/outcome';
import { outcomes } from './outcomes/outcomes';
import { needRunner } from './runners/runners';
import { runSnippet } from './runSnippet';

// Every snippet is a real source file. It is run against real servers, as it is and in the form that is inserted, and what
// is seen afterwards is the same for all languages.

describe('the code of every pattern', () => {
  it('is run', () => {
    assert.deepEqual(outcomes.map(({ pattern }) => pattern).sort(), patterns.map(({ id }) => id).sort());
  });

  for (const outcome of outcomes) {
    for (const setting of outcome.settings) {
      describe([outcome.pattern, 'on', setting.flavour, setting.title ?? ''].join(' ').trim(), () =>
        runAll(outcome, setting),
      );
    }
  }
});

function runAll(outcome: Outcome, setting: Setting): void {
  let server: RunningServer;
  let client: RespClient;

  before(async function () {
    server = await startServer(setting.flavour, { binary: await need(this, setting.flavour) });
    client = await connectResp(server.address);
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  for (const { client: clientId, source: readSource } of patterns.find(({ id }) => id === outcome.pattern)?.snippets ??
    []) {
    describe(`for ${clientId}`, () => {
      const source = readSource();

      before(function () {
        return needRunner(this, clientId);
      });

      // As the files they are those that were made from others run in a scaffolded project.
      if (known(clientId).madeFrom === undefined) {
        it('does what the lab does, as the file it is', () => run(source, 'whole'));
      }
      it('does the same in the form that is inserted', () =>
        run(inserted(source, clientId, callerOf(source)), 'inserted'));

      async function run(code: string, form: string): Promise<void> {
        const prefix = `${clientId}-${form}`;
        await outcome.before?.(client);
        const text = setting.change?.(code) ?? code;
        const printed = await runSnippet(clientId, text, { REDIS_URL: server.url, KEY_PREFIX: prefix });
        await outcome.check({ setting, printed, prefix, client });
      }
    });
  }
}
