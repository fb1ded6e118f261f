import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { indexMakers } from '../../src/core/scaffold/expected';
import type { AnyPattern } from '../../src/core/patterns/contract';
import type { Scaffold } from '../../src/core/scaffold/scaffold';
import { canScaffold, scaffoldOf } from '../../src/core/scaffold/scaffold';
import type { SnippetClient } from '../../src/core/snippets/clients';
import { isManifestOf } from '../../src/core/snippets/detectClients';
import { snippetClients } from '../../src/core/snippets/clients';
import type { Flavour } from '../support/servers/flavours';
import { run } from '../support/servers/commands';
import { need } from '../support/servers/need';
import { connectResp } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import { clientCache } from './runners/runner';
import { needRunner, runnerOf } from './runners/runners';

// Scaffolded projects, installed and tested by the commands that people are told: all patterns of a client beside each other
// in one folder. What the tests of the project look at is decided by core/scaffold; here it is seen that they ran, and that
// they took their keys away.

for (const client of snippetClients.filter(canScaffold)) {
  const patterns = (patternDefinitions as readonly AnyPattern[]).filter(({ snippets }) =>
    snippets.some((snippet) => snippet.client === client.id),
  );
  if (patterns.length > 0) describe(`a scaffolded project for ${client.id}`, () => runProject(client, patterns));
}

function runProject(client: SnippetClient, patterns: readonly AnyPattern[]): void {
  let folder = '';
  let environment: Readonly<Record<string, string>>;

  before(async function () {
    await needRunner(this, client.id);
    // Outside of the repository, whose packages it would find.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scaffold-'));
    environment = { ...CACHES, ...(await toolsOf(client, path.join(folder, 'tools'))) };
  });

  after(() => {
    if (folder !== '') fs.rmSync(folder, { recursive: true, force: true });
  });

  const makers = patterns.filter(({ id }) => indexMakers.has(id));
  if (makers.length > 0) {
    it('of a pattern that makes a search index passes its own test, and takes the index away', async function () {
      await passes(this, 'stack', makers, /cmdstat_FT\.DROPINDEX:/i);
    });
  }

  it(`of all ${String(patterns.length)} patterns beside each other passes its own tests, and leaves nothing`, async function () {
    await passes(this, 'redis7', patterns, /cmdstat_unlink:/);
  });

  /** Adds the patterns to the project, and does what people are told to do next. `trace` is what the server has seen then. */
  async function passes(
    context: Mocha.Context,
    flavour: Flavour,
    added: readonly AnyPattern[],
    trace: RegExp,
  ): Promise<void> {
    // Installing may mean downloading.
    context.timeout(300_000);
    const server = await startServer(flavour, { binary: await need(context, flavour) });
    const redis = await connectResp(server.address);
    try {
      const project = path.join(folder, 'project');
      const [scaffold] = added.map((pattern) => writeProject(project, pattern, client));
      // One after the other, as they would be typed: one may change what the next ones find.
      const typed = scaffold?.commands.filter((command) => !command.startsWith('docker ')) ?? [];
      const env = { ...environment, REDIS_URL: server.url };
      const { ok, output } = await run('bash', ['-ec', typed.join('\n')], { cwd: project, env });
      assert.ok(ok, output);
      assert.equal(passed(output), added.length, output);
      assert.match(String(await redis.text('INFO', 'commandstats')), trace, 'it was this server');
      assert.deepEqual(await redis.text('KEYS', '*'), []);
      if (flavour === 'stack') assert.deepEqual(await redis.text('FT._LIST'), []);
    } finally {
      redis.close();
      await server.stop();
    }
  }
}

/** What is downloaded is kept where the client libraries of the snippets' tests are; npm, pip and Maven have their own places. */
const CACHES = { GOMODCACHE: path.join(clientCache(), 'go-modules'), GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local' };

/** The redis-cli of the tests, where it is not installed. */
async function toolsOf({ id }: SnippetClient, folder: string): Promise<Readonly<Record<string, string>>> {
  if (id !== 'redis-cli') return {};
  fs.mkdirSync(folder);
  return (await runnerOf(id).build('', folder)).env ?? {};
}

/** Writes what is not there yet. What is there must be the same, whichever pattern it was written for; tools add to manifests. */
function writeProject(folder: string, pattern: AnyPattern, client: SnippetClient): Scaffold {
  const source = pattern.snippets.find((snippet) => snippet.client === client.id)?.source() ?? '';
  const form = 'project';
  const scaffold = scaffoldOf({ pattern, client, form, source, lesson: pattern.lesson(), keyPrefix: '' });
  for (const { path: name, text } of scaffold.files) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) {
      if (!isManifestOf(client, name)) assert.equal(fs.readFileSync(file, 'utf8'), text, name);
      continue;
    }
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return scaffold;
}

/** How many tests passed, as the runner of whichever language says it. */
function passed(output: string): number {
  const said =
    /^(?:# |ℹ )pass (\d+)$|^Ran (\d+) tests? in .*\n\nOK$|Tests run: (\d+), Failures: 0, Errors: 0, Skipped: 0$/m;
  const [, total] = said.exec(stripVTControlCharacters(output))?.filter(Boolean) ?? [];
  return Number(total ?? (output.match(/^ok\s/gm) ?? []).length);
}
