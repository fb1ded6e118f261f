import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { withRunValues, writtenOf } from '../../src/core/snippets/defaults';
import { readRegions, readTabStops } from '../../src/core/snippets/regions';
import { insertableCode } from '../../src/core/snippets/render';
import type { CodeChoice } from '../../src/core/snippets/variants';
import { codeChoices, codeOfChoice } from '../../src/core/snippets/variants';
import { tool } from './runners/runner';
import { HERE, inserted, known, patterns } from './inserted';
import { needRunner, runnerOf } from './runners/runners';
import { buildSnippet } from './runSnippet';

// The code of one variant is whole without that of the others: it compiles, and names nothing that is left out.

/** A file in which nothing calls the code. */
const EMPTY: Readonly<Record<string, string>> = {
  'go-redis': `package main\n\n${HERE}\n\nfunc main() {}\n`,
  jedis: `final class Empty {\n    ${HERE}\n\n    public static void main(String[] args) {}\n}\n`,
};

for (const pattern of patterns) {
  const regions = new Set(pattern.snippets.flatMap(({ source }) => Object.keys(readRegions(source()).regions)));
  const named = pattern.variants.flatMap((variant) => variant.regions ?? []);
  if (named.length === 0) continue;

  describe(`the variants of ${pattern.id}`, function () {
    this.timeout(180_000);

    it('name regions that there are', () => {
      assert.deepEqual(
        named.filter((name) => !regions.has(name)),
        [],
      );
    });

    for (const { client, source: readSource } of pattern.snippets) {
      const source = readSource();
      for (const choice of codeChoices(pattern.variants).filter(({ all }) => !all)) {
        it(`${choice.variant.id} for ${client} is whole`, async function () {
          await needRunner(this, client);
          const text = variantText(pattern, client, source, choice);
          await buildSnippet(client, text);
          assert.deepEqual(missingNames(pattern, client, source, choice), []);
          if (client === 'redis-py') await loadsOnlyWhatItHas(text);
        });
      }
    }
  });
}

function variantText(pattern: AnyPattern, client: string, source: string, choice: CodeChoice): string {
  const document = EMPTY[client] ?? `${HERE}\n`;
  const { code: written } = withRunValues(writtenOf(choice.variant), { code: source, tabStops: readTabStops(source) });
  return inserted(written, client, document, (code) =>
    codeOfChoice(code, pattern.variants, choice, known(client).importSyntax),
  );
}

/** What regions that are left out define at the left, and the rest calls: bash finds out when it runs. */
function missingNames(pattern: AnyPattern, client: string, source: string, choice: CodeChoice): string[] {
  if (client !== 'redis-cli') return [];
  const whole = insertableCode(readRegions(source));
  const { parts } = codeOfChoice(whole, pattern.variants, choice, known(client).importSyntax);
  const kept = parts.map(({ text }) => text.replace(/(^|\s)#.*$/gm, '')).join('\n');
  const left = whole.parts.filter((part) => !parts.some(({ region }) => region === part.region));
  const defined = left.flatMap(({ text }) => [...text.matchAll(/^(\w+)\(\)/gm)].map(([, name = '']) => name));
  return defined.filter((name) => new RegExp(`(?:^|[;|&({]|\\$\\()\\s*${name}\\b`, 'm').test(kept));
}

/** Python compiles whatever names are in it: those that functions load must be of the module, or built in. */
async function loadsOnlyWhatItHas(text: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'variant-'));
  try {
    const check = [
      'import builtins, dis, types',
      'def loads(code):',
      '    for one in dis.get_instructions(code):',
      '        if one.opname == "LOAD_GLOBAL":',
      '            yield one.argval',
      '    for inner in code.co_consts:',
      '        if isinstance(inner, types.CodeType):',
      '            yield from loads(inner)',
      'with open(__file__) as file:',
      '    loaded = {*loads(compile(file.read(), __file__, "exec"))}',
      'missing = [name for name in loaded if name not in globals() and not hasattr(builtins, name)]',
      'assert not missing, missing',
    ];
    const { program, args, env } = await runnerOf('redis-py').build(text, folder);
    const [file = ''] = args.slice(-1);
    fs.appendFileSync(file, `\n${check.join('\n')}\n`);
    await tool(program, args, { ...(env && { env }) });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
