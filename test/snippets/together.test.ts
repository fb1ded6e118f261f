import assert from 'node:assert/strict';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { snippetClients } from '../../src/core/snippets/clients';
import { readRegions } from '../../src/core/snippets/regions';
import { bodyOf, insertableCode } from '../../src/core/snippets/render';
import { declaredNames } from './declaredNames';
import { HERE, inserted, patterns, snippetOf } from './inserted';
import { needRunner } from './runners/runners';
import { buildSnippet } from './runSnippet';

// Two patterns in one file, or in one package: what they have in common is there once, and no name means two things.

/** A file with a place for code, below what was inserted before. */
const FILES: Readonly<Record<string, (code: string) => string>> = {
  go: (code) => `${code.replace(MAIN, '') || 'package main\n'}\n${HERE}\n${MAIN}`,
  java: (code) => (code === '' ? `final class All {\n    ${HERE}\n}\n` : code.replace(/\}\n$/, `\n    ${HERE}\n}\n`)),
};

const MAIN = '\nfunc main() {}\n';

describe('the code of all patterns in one file', () => {
  for (const { id: client, extension } of snippetClients) {
    const all = patternDefinitions.filter(({ snippets }) => snippets.some((one) => one.client === client));

    it(`declares each name once, but for what is marked as the same, for ${client}`, async function () {
      await needRunner(this, client);
      const owners = new Map<string, string>();
      for (const { id } of all) {
        const { imports, parts } = insertableCode(readRegions(snippetOf(id, client)));
        const own = bodyOf({ imports, parts: parts.filter(({ declares }) => declares === undefined) });
        for (const name of declaredNames(extension, own)) {
          assert.equal(owners.get(name), undefined, `${id} declares ${name} too`);
          owners.set(name, id);
        }
      }
    });

    it(`has word for word the same where it is marked so, for ${client}`, async function () {
      await needRunner(this, client);
      const texts = new Map<string, string>();
      for (const { id } of patterns.filter(({ snippets }) => snippets.some((one) => one.client === client))) {
        for (const { declares, text } of insertableCode(readRegions(snippetOf(id, client))).parts) {
          if (declares === undefined) continue;
          assert.equal(text, texts.get(declares) ?? text, `${declares} of ${id}`);
          assert.ok(declaredNames(extension, text).includes(declares), `${declares} is what it declares`);
          texts.set(declares, text);
        }
      }
      assert.ok(texts.size > 0, 'there is a client');
    });

    it(`compiles, inserted one after another, for ${client}`, async function () {
      await needRunner(this, client);
      const fileOf = FILES[extension] ?? ((code: string) => `${code}\n${HERE}\n`.trimStart());
      let code = '';
      for (const { id } of all) code = inserted(snippetOf(id, client), client, fileOf(code));
      await buildSnippet(client, code);
    });
  }
});
