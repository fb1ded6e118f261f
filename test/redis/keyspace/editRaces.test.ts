import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../src/core/base/random';
import { seededRandom } from '../../../src/core/base/random';
import type { EditOutcome, KeyEdit } from '../../../src/core/keyspace/edit/outcomes';
import { runEdit } from '../../../src/core/keyspace/edit/runEdit';
import type { Argument } from '../../support/servers/respClient';
import type { EditServer } from './editServer';
import { useEditServer } from './editServer';

const KEY = Buffer.from('race\xff', 'latin1');
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
const [F, SHOWN, MINE, THEIRS] = [raw('f\x00'), raw('shown \xff'), raw('mine \xfe'), raw('theirs \xfd')];
const ROUNDS = 1000;
/** The keys' time to live, and what must at least be left of it after an edit. */
const [LIFE_MS, LEFT_MS] = [500_000, 400_000];

/** What one person changes, and what another does to the same place meanwhile, both having seen the same. */
interface Race {
  readonly make: readonly Argument[];
  readonly mine: KeyEdit;
  readonly theirs: readonly Argument[];
}

interface Collection {
  readonly read: readonly Argument[];
  readonly races: readonly Race[];
}

const listSet: KeyEdit = { kind: 'list.set', index: 1, seen: SHOWN, value: MINE };
const LIST = ['RPUSH', KEY, 'head', SHOWN, 'tail'] as const;
const JSON_MAKE = ['JSON.SET', KEY, '$', '{"a":{"b":1},"list":[1,2,3]}'] as const;
const jsonSet: KeyEdit = { kind: 'json.set', path: '$.a.b', seen: raw('1'), value: '"mine"' };

const COLLECTIONS: Readonly<Record<'string' | 'hash' | 'list' | 'zset' | 'json', Collection>> = {
  string: {
    read: ['GET', KEY],
    races: [
      ['SET', KEY, THEIRS, 'KEEPTTL'],
      ['APPEND', KEY, THEIRS],
    ].map((theirs) => ({ make: ['SET', KEY, SHOWN], mine: { kind: 'string.set', seen: SHOWN, value: MINE }, theirs })),
  },
  hash: {
    read: ['HGET', KEY, F],
    races: [
      { kind: 'hash.set', field: F, seen: SHOWN, value: MINE } as const,
      { kind: 'hash.remove', field: F, seen: SHOWN } as const,
    ].map((mine) => ({ make: ['HSET', KEY, F, SHOWN, 'other', '1'], mine, theirs: ['HSET', KEY, F, THEIRS] })),
  },
  list: {
    read: ['LRANGE', KEY, 0, -1],
    races: [
      { make: LIST, mine: listSet, theirs: ['LSET', KEY, 1, THEIRS] },
      // The place stays, and another element stands there.
      { make: LIST, mine: listSet, theirs: ['LPUSH', KEY, THEIRS] },
      { make: LIST, mine: { kind: 'list.remove', index: 1, seen: SHOWN }, theirs: ['LPOP', KEY] },
    ],
  },
  zset: {
    read: ['ZRANGE', KEY, 0, -1, 'WITHSCORES'],
    races: [
      { kind: 'zset.set', member: F, seen: '1', score: '2' } as const,
      { kind: 'zset.remove', member: F, seen: '1' } as const,
    ].map((mine) => ({ make: ['ZADD', KEY, 1, F, 7, 'other'], mine, theirs: ['ZINCRBY', KEY, 0.5, F] })),
  },
  json: {
    read: ['JSON.GET', KEY],
    races: [
      { make: JSON_MAKE, mine: jsonSet, theirs: ['JSON.SET', KEY, '$.a.b', '"theirs"'] },
      { make: JSON_MAKE, mine: jsonSet, theirs: ['JSON.DEL', KEY, '$.a'] },
      {
        make: JSON_MAKE,
        mine: { kind: 'json.remove', path: '$.list[1]', seen: raw('2') },
        theirs: ['JSON.ARRPOP', KEY, '$.list', 0],
      },
      {
        make: JSON_MAKE,
        mine: { kind: 'json.set', path: '$', seen: raw('{"a":{"b":1},"list":[1,2,3]}'), value: '{"a":{"b":5}}' },
        theirs: ['JSON.NUMINCRBY', KEY, '$.a.b', 1],
      },
    ],
  },
};

/** One save and one write, one before the other or both at once; the result is that of one order, or the save is refused. */
async function interleave(
  { editor, other }: EditServer,
  { make, mine, theirs }: Race,
  read: readonly Argument[],
  random: Random,
): Promise<{ readonly outcome: EditOutcome['kind']; readonly written: boolean; readonly state: string }> {
  await other.pipeline([['DEL', KEY], make, ['PEXPIRE', KEY, LIFE_MS]]);
  const turn = random.next();
  const write = async (steps: number): Promise<void> => {
    for (let step = 0; step < steps; step++) await nextTurn();
    await other.call(...theirs);
  };
  // A quarter each: nobody writes, written before, at once and a little later. At once the server decides.
  const writing = turn < 0.75 ? write(turn < 0.5 ? 0 : Math.floor(random.next() * 4)) : undefined;
  if (turn < 0.25) await writing;
  const { kind: outcome } = await runEdit(editor, KEY, mine);
  await writing;
  const [content, left] = await other.pipeline([read, ['PTTL', KEY]]);
  assert.ok(Number(left) > LEFT_MS, `${String(left)} ms are left of the key's life after ${outcome}`);
  return { outcome, written: writing !== undefined, state: stateText(content) };
}

/** What the key holds after each of the commands or edits alone, in this order. */
async function stateAfter(
  { editor, other }: EditServer,
  { make, mine, theirs }: Race,
  read: readonly Argument[],
  steps: readonly ('mine' | 'theirs')[],
): Promise<string> {
  await other.pipeline([['DEL', KEY], make]);
  for (const step of steps) {
    if (step === 'theirs') await other.call(...theirs);
    else assert.equal((await runEdit(editor, KEY, mine)).kind, 'done');
  }
  return stateText(await other.call(...read));
}

function stateText(reply: unknown): string {
  const latin1 = (some: unknown): unknown =>
    Buffer.isBuffer(some) ? some.toString('latin1') : Array.isArray(some) ? some.map(latin1) : some;
  return JSON.stringify(latin1(reply));
}

for (const flavour of ['redis7', 'stack'] as const) {
  describe(`two editors (${flavour})`, function () {
    this.timeout(60_000);
    const server = useEditServer(flavour);
    const types = Object.entries(COLLECTIONS).filter(([type]) => (type === 'json') === (flavour === 'stack'));

    for (const [type, { read, races }] of types) {
      it(`of a ${type} never overwrite each other silently and keep its life, at 1 000 interleavings`, async () => {
        const random = seededRandom(5);
        const seen = { done: 0, conflict: 0 };
        for (const race of races) {
          const [mine, theirs, both] = [
            await stateAfter(server, race, read, ['mine']),
            await stateAfter(server, race, read, ['theirs']),
            await stateAfter(server, race, read, ['mine', 'theirs']),
          ];
          for (let round = 0; round < ROUNDS / races.length; round++) {
            const { outcome, written, state } = await interleave(server, race, read, random);
            seen[outcome] += 1;
            // What was written in between is either refused to us, or came after us and stands.
            const expected = outcome === 'conflict' ? theirs : written ? both : mine;
            assert.equal(state, expected, `round ${String(round)}: ${outcome}`);
            assert.ok(written || outcome === 'done', 'nobody else wrote');
          }
        }
        assert.ok(seen.done > 100 && seen.conflict > 100, JSON.stringify(seen));
      });
    }
  });
}
