import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/core/base/random';
import type { EditOutcome } from '../../../src/core/keyspace/edit/outcomes';
import { runEdit } from '../../../src/core/keyspace/edit/runEdit';
import { useEditServer } from './editServer';

const KEY = Buffer.from('race\xff', 'latin1');
const FIELD = Buffer.from('f\x00', 'latin1');

describe('two editors', function () {
  this.timeout(60_000);
  const server = useEditServer('redis7');

  it('never overwrite each other silently, at 1 000 interleavings', async () => {
    const random = seededRandom(5);
    const seen = { done: 0, conflict: 0 };
    for (let round = 0; round < 1000; round++) {
      const shown = Buffer.from(`shown ${String(round)}`);
      const mine = Buffer.from(`mine ${String(round)}`);
      const theirs = Buffer.from(`theirs ${String(round)}`);
      await server.other.call('HSET', KEY, FIELD, shown, 'other', '1');
      const write = (): Promise<unknown> => server.other.call('HSET', KEY, FIELD, theirs);
      const save = (): Promise<EditOutcome> =>
        runEdit(server.editor, KEY, { kind: 'hash.set', field: FIELD, seen: shown, value: mine });
      const turn = random.next();
      // Before, after, or at the same time, where the server decides.
      const early = turn < 0.4 ? write() : undefined;
      if (turn < 0.2) await early;
      const outcome = await save();
      seen[outcome.kind] += 1;
      await early;
      const now = (await server.other.call('HGET', KEY, FIELD)) as Buffer;
      if (outcome.kind === 'conflict') assert.deepEqual(now, theirs);
      // What was written in between is either refused to us, or came after us and stands.
      else assert.ok(now.equals(early ? theirs : mine), `round ${String(round)}: ${now.toString()}`);
    }
    assert.ok(seen.done > 100 && seen.conflict > 100, JSON.stringify(seen));
  });
});
