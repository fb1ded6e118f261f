import assert from 'node:assert/strict';
import { readSet } from '../../../src/core/keyspace/readers/set';
import type { Executor } from '../../../src/core/redis/executor';
import type { Command, Reply } from '../../../src/core/redis/reply';

/** A server whose SSCAN answers these `[cursor, members]` in turn. */
function serverOf(pages: readonly (readonly [string, readonly string[]])[], asked: Command[]): Executor {
  let turn = 0;
  return {
    send: () => Promise.reject(new Error('not by send')),
    pipeline: (commands) => {
      asked.push(...commands);
      const [cursor, members] = pages[turn++] ?? ['0', []];
      const page: Reply = [Buffer.from(cursor), members.map((member) => Buffer.from(member))];
      return Promise.resolve([5, page]);
    },
  };
}

const request = { key: Buffer.from('k'), pageSize: 10, previewBytes: 1 };

describe('paging by a cursor', () => {
  it('follows a cursor that yields nothing until it yields', async () => {
    const asked: Command[] = [];
    const page = await readSet(
      serverOf(
        [
          ['8', []],
          ['12', []],
          ['2', ['a', 'b']],
        ],
        asked,
      ),
      request,
    );
    assert.deepEqual(page, {
      content: { kind: 'set', rows: [Buffer.from('a'), Buffer.from('b')], next: '2' },
      length: 5,
    });
    const cursors = asked.filter(([name]) => name === 'SSCAN').map((command) => command[2]);
    assert.deepEqual(cursors, ['0', '8', '12']);
  });

  it('ends where the cursor ends, with nothing if nothing is left, and keeps cursors beyond 2^53 exact', async () => {
    const asked: Command[] = [];
    const page = await readSet(serverOf([['0', []]], asked), { ...request, from: '18446744073709551615' });
    assert.deepEqual(page, { content: { kind: 'set', rows: [] }, length: 5 });
    assert.equal(asked[1]?.[2], '18446744073709551615');
  });
});
