import assert from 'node:assert/strict';
import { KeyNames } from '../../../src/core/keyspace/keyNames';

const name = (index: number): Buffer => Buffer.from(`session:${String(index)}`);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('The names of a keyspace that is watched for long', () => {
  it('take no memory for ever where they come and go, and miss nothing that comes and goes meanwhile', async () => {
    const names = new KeyNames([':']);
    const live = new Set<number>();
    const add = (index: number): void => {
      live.add(index);
      names.add([name(index)]);
    };
    const remove = (index: number): void => {
      live.delete(index);
      names.remove(name(index));
    };
    for (let index = 0; index < 80_000; index++) {
      add(index);
      if (index >= 500) remove(index - 500);
      // What is under way has its turn.
      if (index % 1000 === 0) await turn();
    }
    assert.equal(names.size, 500);
    assert.ok(names.kept < 60_000, `${String(names.kept)} names are kept for 500`);
    const { items, total } = await names.page(Buffer.from('session:'), 1000);
    assert.equal(total, 500);
    assert.deepEqual(
      items.map((item) => item.label.toString()),
      [...live].map(String).sort(),
    );
  });

  it('are the same in one page, however it is made', async () => {
    const names = new KeyNames([':']);
    names.add(Array.from({ length: 3000 }, (_, index) => name(index)));
    names.add(Array.from({ length: 700 }, (_, index) => Buffer.from(`session:n${String(index)}:x`)));
    for (const limit of [10, 256, 1000, 5000]) {
      const path = Buffer.from('session:');
      const long = names.longPage(path, limit);
      names.add([Buffer.from(`session:late${String(limit)}`)]);
      assert.deepEqual(await long, await names.page(path, limit));
    }
  });
});
