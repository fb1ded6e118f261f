import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LazyOrder } from '../../../src/core/keyspace/lazyOrder';

type Action =
  | { readonly kind: 'add'; readonly item: number }
  | { readonly kind: 'remove'; readonly item: number }
  | { readonly kind: 'head' }
  | { readonly kind: 'prepare'; readonly to: number; readonly steps: number }
  | { readonly kind: 'goOn' }
  | { readonly kind: 'slice'; readonly offset: number; readonly limit: number };

/** More than the order sorts at a step. */
const MANY = 12_000;
const item = fc.oneof(fc.nat(300), fc.nat(MANY));
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), item }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), item }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('head' as const, 'goOn' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('prepare' as const), to: fc.nat(2 * MANY), steps: fc.nat(6) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('slice' as const),
      offset: fc.oneof(fc.nat(150), fc.nat(MANY)),
      limit: fc.nat(40),
    }),
  },
);

describe('the lazy order', () => {
  it('shows what a sorted array would, however adding, removing and looking mix', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 30, MANY), fc.array(action, { maxLength: 400, size: 'max' }), (start, actions) => {
        const order = new LazyOrder((a, b) => a - b);
        const model = new Set<number>();
        const underWay: Generator<void, void>[] = [];
        for (let added = 0; added < start; added++) {
          // 7 919 has no factor in common with the modulus, so no item comes twice.
          model.add((added * 7919) % MANY);
          order.add((added * 7919) % MANY);
        }
        for (const step of actions) {
          if (step.kind === 'add' && !model.has(step.item)) {
            order.add(step.item);
            model.add(step.item);
          } else if (step.kind === 'remove') {
            if (model.delete(step.item)) order.remove(step.item);
          } else if (step.kind === 'head') {
            underWay.push(order.keepHead());
            underWay.at(-1)?.next();
          } else if (step.kind === 'prepare') {
            const work = order.prepare(step.to);
            // Some are left in the middle, as when somebody adds or removes meanwhile.
            for (let steps = 0; steps < step.steps && work.next().done !== true; steps++);
            underWay.push(work);
          } else if (step.kind === 'goOn') {
            underWay.pop()?.next();
          } else if (step.kind === 'slice') {
            const sorted = [...model].sort((a, b) => a - b);
            assert.deepEqual(order.slice(step.offset, step.limit), sorted.slice(step.offset, step.offset + step.limit));
          }
        }
        assert.equal(order.size, model.size);
        assert.deepEqual(
          order.slice(0, Infinity),
          [...model].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('does not sort what nobody looks at', () => {
    let compared = 0;
    const order = new LazyOrder((a, b) => {
      compared++;
      return a - b;
    });
    const size = 100_000;
    // 39 119 has no factor in common with the size, so this is a permutation.
    for (let index = 0; index < size; index++) order.add((index * 39_119) % size);
    assert.deepEqual(order.slice(0, 500), [...Array(500).keys()]);
    // A sort compares about 1 700 000 times.
    assert.ok(compared < 6 * size, `${String(compared)} comparisons for the first page`);
    compared = 0;
    order.slice(0, 500);
    order.slice(500, 500);
    assert.equal(compared, 0);
    for (let offset = 0; offset < size; offset += 500) assert.equal(order.slice(offset, 500)[0], offset);
    assert.ok(compared < 40 * size, `${String(compared)} comparisons for all pages`);
  });

  it('is not slowed down by an order that is there already', () => {
    for (const direction of [1, -1]) {
      let compared = 0;
      const order = new LazyOrder((a, b) => {
        compared++;
        return direction * (a - b);
      });
      for (let index = 0; index < 20_000; index++) order.add(index);
      order.slice(0, Infinity);
      assert.ok(compared < 900_000, `${String(compared)} comparisons`);
    }
  });
});
