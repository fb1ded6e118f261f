import assert from 'node:assert/strict';
import { pattern as search } from '../../../src/core/patterns/search/index';
import { describeMissing } from '../../../src/core/patterns/variantWords';
import { FEATURE_COMMANDS, featuresOf } from '../../../src/core/redis/probeFeatures';

describe('why a variant cannot be had', () => {
  it('is said in one sentence, with what is used in its place', () => {
    const variant = (title: string) => ({ id: 'a', title, requires: [] });
    const said = (...[missing, title]: [Parameters<typeof describeMissing>[0], string]): string =>
      describeMissing(missing, variant(title));
    assert.equal(said('json', 'Hashes'), 'JSON is not available on this server: using hashes.');
    assert.equal(
      said('hashFieldTtl', 'Keys that expire'),
      'TTLs of hash fields are not available on this server: using keys that expire.',
    );
    assert.equal(said('search', 'GCRA'), 'Search is not available on this server: using GCRA.');
    const itself = { ...variant('JSON documents'), requires: ['json'] } as const;
    assert.equal(describeMissing('json', itself), 'JSON is not available on this server.');
  });

  it('is a command that is missing where others of the family are there: valkey-search completes nothing', () => {
    const features = featuresOf(
      FEATURE_COMMANDS.map((name) => (name === 'FT.SEARCH' || name === 'JSON.SET' ? [Buffer.from(name)] : null)),
    );
    assert.ok(features.has('search') && features.has('json'));
    const allowed = search.variants.filter(({ requires }) => requires.every((feature) => features.has(feature)));
    assert.deepEqual(
      allowed.map(({ id }) => id),
      ['invertedIndex'],
    );
  });
});
