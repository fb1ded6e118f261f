import assert from 'node:assert/strict';
import type { CodeVariant } from '../../../src/core/snippets/variants';
import { codeChoices, codeOfChoice, prefixOf } from '../../../src/core/snippets/variants';

const A = { id: 'a', title: 'A', regions: ['one', 'both'] };
const B = { id: 'bTwo', title: 'B', regions: ['two', 'both'] };
const W = { ...B, id: 'w', written: 'w' };
const C = { id: 'c', title: 'C', regions: ['two', 'both'], prefix: 'see' };

function choices(variants: readonly [CodeVariant, ...CodeVariant[]], current?: CodeVariant): string[] {
  return codeChoices(variants, current).map(({ variant, all }) => `${variant.id}${all ? ' and all' : ''}`);
}

describe('the code of variants', () => {
  it('is offered once where it is the same, the current one first, all of them last', () => {
    assert.deepEqual(choices([A, B, C]), ['a', 'bTwo', 'a and all']);
    assert.deepEqual(choices([A, B, C], C), ['bTwo', 'a', 'bTwo and all']);
    assert.deepEqual(choices([A, B, W], W), ['w', 'a', 'bTwo', 'w and all']);
  });

  it('is one where no region belongs to a variant, and has no "all" where one variant has all', () => {
    const [plain, other] = [
      { id: 'x', title: 'X' },
      { id: 'y', title: 'Y' },
    ];
    assert.deepEqual(choices([plain, other]), ['x']);
    const written = { ...other, written: 'y' };
    assert.deepEqual(choices([plain, written], written), ['y', 'x']);
    assert.deepEqual(choices([A, plain]), ['a', 'x']);
  });

  it('leaves out the regions of others, and imports that only these need', () => {
    const part = (region: string, text: string): { region: string; text: string } => ({ region, text });
    const code = {
      imports: ["import { x } from 'x';", "import { y } from 'y';"],
      parts: [part('keys', 'k'), part('one', 'x()'), part('both', 'b'), part('two', 'y()')],
    };
    const own = codeOfChoice(code, [A, B], { variant: A, all: false }, 'ecmascript');
    assert.deepEqual(
      own.parts.map(({ region }) => region),
      ['keys', 'one', 'both'],
    );
    assert.deepEqual(own.imports, ["import { x } from 'x';"]);
    assert.deepEqual(codeOfChoice(code, [A, B], { variant: A, all: true }, 'ecmascript'), code);
  });

  it('leaves out a helper that only others call', () => {
    const help = { region: 'shared:help', declares: 'help', text: 'function help() {}' };
    const parts = [help, { region: 'one', text: 'a();' }, { region: 'two', text: 'help();' }];
    const regions = (variant: CodeVariant): unknown[] =>
      codeOfChoice({ imports: [], parts }, [A, B], { variant, all: false }, 'ecmascript').parts.map(
        (one) => one.region,
      );
    assert.deepEqual(regions(A), ['one']);
    assert.deepEqual(regions(B), ['shared:help', 'two']);
  });

  it('has a name to type', () => {
    const pattern = { id: 'rate-limiting', prefix: 'ratelimit' };
    const names = (variants: readonly [CodeVariant, ...CodeVariant[]]): string[] => {
      const offered = codeChoices(variants);
      return offered.map((choice) => prefixOf(pattern, choice, offered));
    };
    assert.deepEqual(names([A, B]), ['redis-ratelimit-a', 'redis-ratelimit-b-two', 'redis-ratelimit']);
    assert.deepEqual(names([C]), ['redis-ratelimit']);
    assert.deepEqual(names([C, { id: 'x', title: 'X' }]), ['redis-ratelimit-see', 'redis-ratelimit-x']);
    assert.equal(prefixOf({ id: 'session' }, { variant: A, all: true }, []), 'redis-session');
  });
});
