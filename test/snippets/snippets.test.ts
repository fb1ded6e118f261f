import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { clientOf } from '../../src/core/snippets/clients';
import { missingImports } from '../../src/core/snippets/imports';
import { readRegions, readTabStops } from '../../src/core/snippets/regions';
import { insertableCode, toSnippetText } from '../../src/core/snippets/render';
import { repositoryRoot } from '../support/repository';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp, withClient } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { expandSnippet } from './expandSnippet';
import { runTypeScript } from './runSnippet';

// Every snippet is a real source file: it is run against real servers, as it is and in the form that is inserted.

const patterns: readonly AnyPattern[] = [template, ...patternDefinitions];

describe('snippets of every pattern', () => {
  for (const pattern of patterns) {
    for (const { client, source } of pattern.snippets) {
      it(`${pattern.id} for ${client} has a region for every step that names one, and imports`, () => {
        assert.ok(clientOf(client), `${client} is in the table of clients`);
        const { regions } = readRegions(source);
        for (const step of pattern.steps) {
          if (step.region !== undefined) assert.ok(regions[step.region], `no region "${step.region}" (${step.id})`);
        }
        const { imports, body } = insertableCode(readRegions(source));
        assert.ok(imports.length > 0);
        for (const text of readTabStops(source)) assert.ok(body.includes(text), `nothing is "${text}"`);
      });

      it(`${pattern.id} for ${client} holds its Lua scripts word for word`, () => {
        for (const { file, lua } of luaOf(pattern)) assert.ok(source.includes(lua), `${file} differs`);
      });
    }
  }
});

for (const flavour of ['redis7', 'stack'] as const satisfies readonly Flavour[]) {
  describe(`the leaderboard's code for ioredis, run on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    const source = snippetOf('leaderboard', 'ioredis');

    it('does what the lab does, as the file it is', () => outcome(source, 'whole'));

    it('does the same in the form that is inserted', () => {
      // What is inserted are functions; the file's own end calls them.
      const caller = source.slice(source.indexOf('async function main()'));
      return outcome(`${inserted(source)}\n${caller}`, 'inserted');
    });

    async function outcome(code: string, prefix: string): Promise<void> {
      const printed = (await runTypeScript(code, { REDIS_URL: server.url, KEY_PREFIX: prefix })) as Printed;
      const board = `${prefix}:{game}:board:all`;
      const flat = (await client.text('ZRANGE', board, 0, 9, 'REV', 'WITHSCORES')) as string[];
      const top = printed.top.flatMap(({ player, score }) => [player, String(score)]);
      assert.deepEqual(top, flat, 'the top ten that another client reads');
      assert.deepEqual(top.slice(0, 2), ['player:100', '1000']);
      assert.equal(printed.repeated, null, 'an event sent again is not counted again');
      assert.deepEqual(printed.place, { score: 420, ordinal: 59, shared: 59 });
      assert.equal(printed.nobody, null);
      assert.deepEqual(
        printed.around.map(({ place, player }) => [place, player]),
        [57, 58, 59, 60, 61].map((place) => [place, `player:${String(101 - place)}`]),
      );
      assert.equal(printed.page.length, 10);
      assert.equal(printed.page[0]?.player, 'player:60');
      assert.ok(Math.abs(printed.percentile - (100 * 41) / 99) < 1e-9);
      assert.equal(printed.lastSevenDays[0]?.player, 'player:100');
      assert.equal(await client.text('ZCARD', `${prefix}:{game}:board:season`), 1);
      assert.deepEqual(await client.text('ZRANGE', `${prefix}:{game}:board:best`, 0, -1, 'WITHSCORES'), [
        'anna',
        '500',
      ]);
      const days = (await client.text('KEYS', `${prefix}:{game}:board:day:*`)) as string[];
      for (const day of days) assert.ok(Number(await client.text('TTL', day)) > 0, `${day} expires`);
    }
  });
}

describe("the template's code for ioredis", () => {
  const source = snippetOf('template', 'ioredis');
  const caller = source.slice(source.indexOf('console.log('));

  for (const [title, code] of [
    ['as the file it is', source],
    ['in the form that is inserted', `${inserted(source)}\n${caller}`],
  ] as const) {
    it(`runs ${title}`, async function () {
      const server = await startServer('redis7', { binary: await need(this, 'redis7') });
      try {
        const env = { REDIS_URL: server.url, KEY_PREFIX: 'site' };
        assert.deepEqual(await runTypeScript(code, env), { visits: 1 });
        assert.deepEqual(await withClient(server.address, (client) => client.text('HGETALL', 'site:visits')), [
          '/home',
          '1',
        ]);
      } finally {
        await server.stop();
      }
    });
  }
});

/** A fresh file into which the code was inserted, and nothing typed at its stops. */
function inserted(source: string): string {
  const { imports, body } = insertableCode(readRegions(source));
  const file = expandSnippet(toSnippetText(body, readTabStops(source))).split('\n');
  const { lines, at } = missingImports(file.join('\n'), imports);
  assert.deepEqual(lines, imports);
  file.splice(at, 0, ...lines);
  return file.join('\n');
}

interface Player {
  readonly player: string;
  readonly score: number;
}

interface Printed {
  readonly repeated: number | null;
  readonly top: readonly Player[];
  readonly place: { readonly score: number; readonly ordinal: number; readonly shared: number };
  readonly nobody: null;
  readonly around: readonly (Player & { readonly place: number })[];
  readonly page: readonly Player[];
  readonly percentile: number;
  readonly lastSevenDays: readonly Player[];
}

function snippetOf(patternId: string, client: string): string {
  const pattern: AnyPattern | undefined = patterns.find(({ id }) => id === patternId);
  const snippet = pattern?.snippets.find((candidate) => candidate.client === client);
  assert.ok(snippet);
  return snippet.source;
}

function luaOf(pattern: AnyPattern): { file: string; lua: string }[] {
  const folder = path.join(repositoryRoot(), 'src/core/patterns', pattern === template ? '_template' : pattern.id);
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return files.map((file) => ({ file, lua: fs.readFileSync(path.join(folder, file), 'utf8').trim() }));
}
