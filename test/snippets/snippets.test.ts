import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { clientOf } from '../../src/core/snippets/clients';
import { readRegions, readTabStops } from '../../src/core/snippets/regions';
import { bodyOf, insertableCode } from '../../src/core/snippets/render';
import { repositoryRoot } from '../support/repository';
import { patterns } from './inserted';

describe('snippets of every pattern', () => {
  it('are run with the ioredis that the table of clients names', () => {
    const manifest = fs.readFileSync(path.join(repositoryRoot(), 'package.json'), 'utf8');
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
    assert.equal(clientOf('ioredis')?.version, devDependencies['ioredis']);
  });

  it('are there for every client that one of them has code for, for use cases', () => {
    const real = patterns.filter(({ group, id }) => group === 'useCase' && id !== template.id);
    const clients = new Set(real.flatMap(({ snippets }) => snippets.map(({ client }) => client)));
    for (const { id, snippets } of real) {
      assert.deepEqual(new Set(snippets.map(({ client }) => client)), clients, id);
    }
  });

  for (const pattern of patterns) {
    for (const { client, source: readSource } of pattern.snippets) {
      const source = readSource();
      it(`${pattern.id} for ${client} has a region for every step that names one, and imports`, () => {
        const known = clientOf(client);
        assert.ok(known, `${client} is in the table of clients`);
        const { regions } = readRegions(source);
        for (const step of pattern.steps) {
          if (step.region !== undefined) assert.ok(regions[step.region], `no region "${step.region}" (${step.id})`);
        }
        const { imports } = insertableCode(readRegions(source));
        assert.equal(imports.length > 0, known.importSyntax !== 'none');
      });

      it(`${pattern.id} for ${client} has stops that each are one place`, () => {
        const body = bodyOf(insertableCode(readRegions(source)));
        const stops = readTabStops(source);
        assert.ok(stops.length >= 2, 'where the server is, and what keys begin with');
        // Where a text occurs again it changes along, which is hardly what somebody wants who types another value.
        for (const { before, text } of stops) {
          assert.equal(body.split(before + text).length, 2, `"${before}${text}" is in one place`);
        }
      });

      it(`${pattern.id} for ${client} takes from the lab what the lab has`, () => {
        const known = new Set(['variant', ...Object.keys(pattern.parameters)]);
        const named = readTabStops(source).flatMap(({ template = '' }) => template.match(/(?<=\{)\w+(?=\})/g) ?? []);
        assert.deepEqual(
          named.filter((name) => !known.has(name)),
          [],
        );
      });

      it(`${pattern.id} for ${client} says which variant it is where variants differ by that`, () => {
        const says = readTabStops(source).some(({ template }) => template?.includes('{variant}'));
        assert.equal(
          says,
          pattern.variants.some(({ written }) => written !== undefined),
        );
      });

      it(`${pattern.id} for ${client} holds its Lua scripts word for word`, () => {
        for (const { file, lua } of luaOf(pattern)) {
          const forms = ['', '  ', '    ', '\t', '        '].map((indent) => indented(lua, indent));
          assert.ok(
            forms.some((form) => source.includes(form)),
            `${file} differs`,
          );
        }
      });
    }
  }
});

/** As the script stands within code that is indented. */
function indented(lua: string, indent: string): string {
  return lua
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n');
}

function luaOf(pattern: AnyPattern): { file: string; lua: string }[] {
  const folder = path.join(repositoryRoot(), 'src/core/patterns', pattern === template ? '_template' : pattern.id);
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return files.map((file) => ({ file, lua: fs.readFileSync(path.join(folder, file), 'utf8').trim() }));
}
