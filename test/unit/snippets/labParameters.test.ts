import assert from 'node:assert/strict';
import type { AnyPattern } from '../../../src/core/patterns/contract';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { snippetClients } from '../../../src/core/snippets/clients';
import { withRunValues } from '../../../src/core/snippets/defaults';
import { readRegions, readTabStops } from '../../../src/core/snippets/regions';
import { bodyOf, insertableCode } from '../../../src/core/snippets/render';

/**
 * What of the lab's parameters is in code: limits, times and sizes that go with an application. The others say how much demo
 * data there is, or what is looked at in the lab.
 */
const IN_CODE: Readonly<Record<string, readonly string[]>> = {
  analytics: ['kept'],
  'cache-aside': ['life'],
  counters: ['limit'],
  expiration: ['life', 'jitter'],
  geospatial: ['radius', 'shown'],
  inventory: ['hold'],
  leaderboard: ['top'],
  messaging: ['most'],
  'rate-limiting': ['limit', 'windowSeconds'],
  session: ['idle', 'absolute', 'most'],
};

/** In no number of a source. */
const CHOSEN = '7919';

describe('what was chosen in the lab', () => {
  for (const [id, names] of Object.entries(IN_CODE)) {
    const pattern: AnyPattern | undefined = patternDefinitions.find((one) => one.id === id);
    for (const client of snippetClients) {
      it(`is written into the code of ${id} for ${client.title}: ${names.join(', ')}`, () => {
        const source = pattern?.snippets.find((snippet) => snippet.client === client.id)?.source();
        assert.ok(source !== undefined);
        const code = bodyOf(insertableCode(readRegions(source)));
        const tabStops = readTabStops(source);
        for (const name of names) {
          assert.ok(pattern?.parameters[name], `the lab has ${name}`);
          const changed = withRunValues({ [name]: CHOSEN }, { code, tabStops });
          assert.ok(changed.code.includes(CHOSEN), name);
        }
      });
    }
  }
});
