import assert from 'node:assert/strict';
import { transform } from 'esbuild';
import type { AnyPattern } from '../../../src/core/patterns/contract';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { snippetClients } from '../../../src/core/snippets/clients';
import { readRegions } from '../../../src/core/snippets/regions';

// JavaScript is made from the sources in TypeScript at each build: only the types are gone.

describe('code in JavaScript', () => {
  for (const { id: client, madeFrom } of snippetClients.filter((one) => one.madeFrom !== undefined)) {
    for (const { id, snippets } of patternDefinitions as readonly AnyPattern[]) {
      it(`is that in TypeScript without types, of ${id} for ${client}`, async () => {
        const [source, made] = [madeFrom, client].map((name) => snippets.find((one) => one.client === name)?.source());
        assert.ok(source !== undefined && made !== undefined, 'there is code in both');
        const [wanted, code] = await Promise.all([meaning(source, 'ts'), meaning(made, 'js')]);
        assert.equal(code, wanted, 'what runs is the same');
        const gone = commentsOf(source).filter((line) => !commentsOf(made).includes(line));
        assert.deepEqual(
          gone.filter((line) => !aboutTypes(source, line)),
          [],
          'comments stay, but for those of types',
        );
        const regions = Object.entries(readRegions(made).regions);
        assert.deepEqual(
          regions.map(([name]) => name),
          Object.keys(readRegions(source).regions),
        );
        for (const [name, { start, end }] of regions) assert.ok(end > start, `${name} holds something`);
      });
    }
  }

  it('has neither gaps nor brackets where types were', () => {
    for (const { snippets } of patternDefinitions as readonly AnyPattern[]) {
      for (const { source } of snippets.filter(({ client }) => client.endsWith('-js'))) {
        assert.doesNotMatch(source(), /#region.*\n\s*\n|\n\s*\n.*#endregion|\n\n\n/);
      }
    }
  });
});

const SMALL = { minifyWhitespace: true, minifySyntax: true };

/** The program without spaces, comments and brackets that it does not need. */
async function meaning(code: string, loader: 'ts' | 'js'): Promise<string> {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true, target: 'esnext' } };
  return (await transform(code, { loader, format: 'esm', ...SMALL, tsconfigRaw })).code;
}

function commentsOf(code: string): string[] {
  return code.split('\n').flatMap((line) => /(?:^\s*|\s)(\/\/.*|\/\*\*.*)$/.exec(line)?.slice(1) ?? []);
}

/** Whether the comment is right above a type, or within one. */
function aboutTypes(code: string, comment: string): boolean {
  const lines = code.split('\n');
  const at = lines.findIndex((line) => line.endsWith(comment));
  const outer = lines.slice(0, at + 2).findLast((line) => /^\w/.test(line)) ?? '';
  return /^(?:interface|type|declare)\b/.test(outer);
}
