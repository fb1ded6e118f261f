import { withRunValues, writtenOf } from '../../src/core/snippets/defaults';
import { readTabStops } from '../../src/core/snippets/regions';
import { buildSnippet } from './runSnippet';
import { callerOf, inserted, patterns } from './inserted';
import { needRunner } from './runners/runners';

// What the lab ran with is written into code of six languages: it must be formatted, and compile, with the most of each.

describe('inserted code with what was chosen in the lab', function () {
  this.timeout(120_000);
  for (const { id, parameters, variants, snippets } of patterns) {
    for (const { client, source: readSource } of snippets) {
      const source = readSource();
      const tabStops = readTabStops(source);
      if (tabStops.every(({ template }) => template === undefined)) continue;

      it(`${id} for ${client}`, async function () {
        await needRunner(this, client);
        const numbers = Object.entries(parameters).flatMap(([name, spec]) =>
          spec.kind === 'number' ? [[name, String(spec.max)] as const] : [],
        );
        const values = { ...Object.fromEntries(numbers), ...writtenOf(variants[0]) };
        const { code } = withRunValues(values, { code: source, tabStops });
        await buildSnippet(client, inserted(code, client, callerOf(source)));
      });
    }
  }
});
