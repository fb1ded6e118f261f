import assert from 'node:assert/strict';
import fc from 'fast-check';
import { systemClock } from '../../../src/core/base/clock';
import { NamespaceTree } from '../../../src/core/keyspace/namespaceTree';
import { describeItem, referenceChildren } from './referenceTree';

/** Each look at it is a second later, so that every step is a slice of its own. */
function hurriedClock(): typeof systemClock {
  let seconds = 0;
  return { ...systemClock, monotonic: () => 1000 * seconds++ };
}

const nameAt = (index: number): Buffer =>
  Buffer.from(index % 3 === 0 ? `a:${String(index % 40)}:${String(index)}` : `a:${String(index)}`);
const SIZE = 4000;

describe('a namespace that is opened in slices', () => {
  it('equals the truth, whatever comes and goes between them', async () => {
    const change = fc.record({ index: fc.nat(2 * SIZE), add: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 40 }), { maxLength: 12 }), async (turns) => {
        const tree = new NamespaceTree();
        const names = new Map<number, string>();
        const put = (index: number): void => {
          tree.add([nameAt(index)]);
          names.set(index, nameAt(index).toString('hex'));
        };
        for (let index = 0; index < SIZE; index++) put(index);
        let opened = false;
        const opening = [
          tree.prepare(Buffer.from('a:'), 200, hurriedClock()),
          tree.prepare(Buffer.from('a:3:'), 10, hurriedClock()),
        ];
        const done = Promise.all(opening).then(() => (opened = true));
        for (const changes of turns) {
          for (const { index, add } of changes) {
            if (add) put(index);
            else if (names.delete(index)) assert.equal(tree.remove(nameAt(index)).names, 1);
          }
          await new Promise(setImmediate);
        }
        await done;
        assert.ok(opened);
        const all = new Set(names.values());
        for (const path of ['a:', 'a:3:', 'a:39:']) {
          const hex = Buffer.from(path).toString('hex');
          assert.deepEqual(
            tree.children(Buffer.from(path)).items.map(describeItem),
            referenceChildren(all, ['3a'], hex),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it('leaves others their turn, and finds everything ready in the end', async () => {
    const tree = new NamespaceTree();
    tree.add(Array.from({ length: 100_000 }, (_, index) => Buffer.from(`flat:${String((index * 39_119) % 100_000)}`)));
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    for (const limit of [500, 30_000]) {
      const before = turns;
      await tree.prepare(Buffer.from('flat:'), limit);
      assert.ok(turns > before, `others had their turn before ${String(limit)} rows were ready`);
      const { items, total } = tree.children(Buffer.from('flat:'), { limit });
      assert.deepEqual([items.length, total], [limit, 100_000]);
    }
    clearInterval(others);
  });
});
