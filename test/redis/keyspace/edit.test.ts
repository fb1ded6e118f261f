import assert from 'node:assert/strict';
import { isKeptWhenDeleted } from '../../../src/core/keyspace/edit/keptWhenDeleted';
import type { EditOutcome, KeyEdit } from '../../../src/core/keyspace/edit/outcomes';
import { runEdit, runUndo } from '../../../src/core/keyspace/edit/runEdit';
import { undoOver } from '../../../src/core/keyspace/edit/undoStack';
import { hasFeature } from '../../../src/core/redis/capabilities';
import type { Argument } from '../../support/servers/respClient';
import { OpenConnections, rejection } from '../connectionHelpers';
import { useEditServer } from './editServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
const A = raw('a\x00\xfe');
const B = raw('b\r\n\xff');
const C = raw('c');

interface Case {
  readonly name: string;
  readonly make: readonly Argument[];
  readonly edit: KeyEdit;
  /** What another client does between: the edit must see it. */
  readonly meanwhile: readonly Argument[];
  /** The order of what comes back need not be the same. */
  readonly read?: readonly Argument[];
}

const HASH = ['HSET', KEY, A, B, 'f', 'v'] as const;
const LIST = ['RPUSH', KEY, A, B, A, C] as const;
const SET = ['SADD', KEY, A, B] as const;
const ZSET = ['ZADD', KEY, '1.5', A, '2', B] as const;

const CASES: readonly Case[] = [
  {
    name: 'string',
    make: ['SET', KEY, A],
    edit: { kind: 'string.set', seen: A, value: B },
    meanwhile: ['SET', KEY, C],
  },
  {
    name: 'field',
    make: HASH,
    edit: { kind: 'hash.set', field: A, seen: B, value: C },
    meanwhile: ['HSET', KEY, A, A],
  },
  {
    name: 'new field',
    make: HASH,
    edit: { kind: 'hash.set', field: C, seen: null, value: A },
    meanwhile: ['HSET', KEY, C, B],
  },
  {
    name: 'name of a field',
    make: HASH,
    edit: { kind: 'hash.rename', field: A, seen: B, to: C },
    meanwhile: ['HSET', KEY, C, B],
    read: ['HGETALL', KEY],
  },
  {
    name: 'field removed',
    make: HASH,
    edit: { kind: 'hash.remove', field: A, seen: B },
    meanwhile: ['HSET', KEY, A, C],
    read: ['HGETALL', KEY],
  },
  {
    name: 'only field removed',
    make: ['HSET', KEY, A, B],
    edit: { kind: 'hash.remove', field: A, seen: B },
    meanwhile: ['HDEL', KEY, A],
  },
  {
    name: 'element',
    make: LIST,
    edit: { kind: 'list.set', index: 2, seen: A, value: C },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'element at the head',
    make: LIST,
    edit: { kind: 'list.push', end: 'head', value: C },
    meanwhile: ['DEL', KEY],
  },
  {
    name: 'element at the tail',
    make: LIST,
    edit: { kind: 'list.push', end: 'tail', value: C },
    meanwhile: ['DEL', KEY],
  },
  {
    name: 'element between',
    make: LIST,
    edit: { kind: 'list.insert', index: 2, seen: A, value: C },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'element behind another',
    make: LIST,
    edit: { kind: 'list.insert', index: 0, seen: A, value: C, after: true },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'element behind the last',
    make: LIST,
    edit: { kind: 'list.insert', index: 3, seen: C, value: A, after: true },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'first element removed',
    make: LIST,
    edit: { kind: 'list.remove', index: 0, seen: A },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'third element removed',
    make: LIST,
    edit: { kind: 'list.remove', index: 2, seen: A },
    meanwhile: ['LPOP', KEY],
  },
  {
    name: 'last element removed',
    make: LIST,
    edit: { kind: 'list.remove', index: 3, seen: C },
    meanwhile: ['LPOP', KEY],
  },
  {
    name: 'only element removed',
    make: ['RPUSH', KEY, A],
    edit: { kind: 'list.remove', index: 0, seen: A },
    meanwhile: ['LPUSH', KEY, C],
  },
  {
    name: 'member',
    make: SET,
    edit: { kind: 'set.add', member: C },
    meanwhile: ['SADD', KEY, C],
    read: ['SMEMBERS', KEY],
  },
  {
    name: 'name of a member',
    make: SET,
    edit: { kind: 'set.rename', member: A, to: C },
    meanwhile: ['SADD', KEY, C],
    read: ['SMEMBERS', KEY],
  },
  {
    name: 'member removed',
    make: SET,
    edit: { kind: 'set.remove', member: A },
    meanwhile: ['SREM', KEY, A],
    read: ['SMEMBERS', KEY],
  },
  {
    name: 'score',
    make: ZSET,
    edit: { kind: 'zset.set', member: A, seen: '1.5', score: '9.25' },
    meanwhile: ['ZINCRBY', KEY, 1, A],
  },
  {
    name: 'new member with its score',
    make: ZSET,
    edit: { kind: 'zset.set', member: C, seen: null, score: '3' },
    meanwhile: ['ZADD', KEY, 1, C],
  },
  {
    name: 'name of a member with a score',
    make: ZSET,
    edit: { kind: 'zset.rename', member: A, seen: '1.5', to: C },
    meanwhile: ['ZADD', KEY, 1, C],
  },
  {
    name: 'member with a score removed',
    make: ZSET,
    edit: { kind: 'zset.remove', member: A, seen: '1.5' },
    meanwhile: ['ZADD', KEY, 7, A],
  },
  { name: 'whole key', make: ZSET, edit: { kind: 'key.delete' }, meanwhile: ['DEL', KEY] },
];

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`edits on ${flavour}`, function () {
    this.timeout(60_000);
    const server = useEditServer(flavour);
    const edit = (change: KeyEdit): Promise<EditOutcome> => runEdit(server.editor, KEY, change);
    const call = (args: readonly Argument[]) => server.other.call(...args);
    const state = async ({ read }: Case): Promise<unknown> => {
      if (!read) return call(['DUMP', KEY]);
      const flat = (await call(read)) as Buffer[];
      const pairs = read[0] === 'HGETALL' ? flat.flatMap((name, at) => (at % 2 ? [] : [[name, flat[at + 1]]])) : flat;
      return pairs.map((item) => JSON.stringify(item)).sort();
    };

    for (const one of CASES) {
      it(`${one.name}: keeps the time to live, and comes back exactly`, async () => {
        await call(one.make);
        await call(['PEXPIREAT', KEY, Date.now() + 500_000]);
        const ends = await call(['PTTL', KEY]);
        const before = await state(one);
        const outcome = await edit(one.edit);
        assert.ok(outcome.kind === 'done' && outcome.undo, JSON.stringify(outcome));
        assert.notDeepEqual(await state(one).catch(() => undefined), before);
        const left = Number(await call(['PTTL', KEY]));
        if (left !== -2) assert.ok(Math.abs(left - Number(ends)) < 5000, `${String(left)} of ${String(ends)}`);
        assert.equal((await runUndo(server.editor, KEY, outcome.undo)).kind, 'done');
        assert.deepEqual(await state(one), before);
        assert.ok(Math.abs(Number(await call(['PTTL', KEY])) - Number(ends)) < 5000);
      });

      it(`${one.name}: is refused when something else is there, which stays`, async () => {
        await call(one.make);
        await call(one.meanwhile);
        const theirs = await call(['DUMP', KEY]);
        const outcome = await edit(one.edit).catch((error: unknown) => String(error));
        assert.ok(typeof outcome === 'string' ? /not there any more/.test(outcome) : outcome.kind === 'conflict');
        assert.deepEqual(await call(['DUMP', KEY]), theirs);
      });
    }

    it('tells what is there instead: gone, another type, another value', async () => {
      const change: KeyEdit = { kind: 'string.set', seen: A, value: B };
      assert.deepEqual(await edit(change), { kind: 'conflict', present: { kind: 'gone' } });
      await call(LIST);
      assert.deepEqual(await edit(change), { kind: 'conflict', present: { kind: 'type', type: 'list' } });
      await call(['SET', KEY, C]);
      const outcome = await edit(change);
      assert.ok(outcome.kind === 'conflict' && outcome.present.kind === 'value');
      assert.deepEqual(outcome.present.bytes, C);
      const over = await edit({ kind: 'string.set', seen: { sha1: outcome.present.sha1 }, value: B });
      assert.equal(over.kind, 'done');
    });

    it('takes an edit back over another value where somebody chose so, and not if that changed again', async () => {
      await call(['SET', KEY, A]);
      const outcome = await edit({ kind: 'string.set', seen: A, value: B });
      assert.ok(outcome.kind === 'done' && outcome.undo);
      const { undo } = outcome;
      await call(['SET', KEY, C]);
      const met = await runUndo(server.editor, KEY, undo);
      assert.ok(met.kind === 'conflict' && met.present.kind === 'value');
      const over = undoOver(undo, met.present.sha1);
      await call(['SET', KEY, 'again']);
      assert.equal((await runUndo(server.editor, KEY, over)).kind, 'conflict');
      await call(['SET', KEY, C]);
      assert.equal((await runUndo(server.editor, KEY, over)).kind, 'done');
      assert.deepEqual(await call(['GET', KEY]), A);
    });

    it('compares long values by their SHA-1', async () => {
      const long = Buffer.alloc(3_000_000, 'x');
      await call(['SET', KEY, long]);
      assert.equal((await edit({ kind: 'string.set', seen: Buffer.alloc(3_000_000, 'y'), value: A })).kind, 'conflict');
      assert.equal((await edit({ kind: 'string.set', seen: long, value: A })).kind, 'done');
    });

    it('keeps the time to live of a field where there is such', async function () {
      const { capabilities } = server.editor;
      if (!capabilities || !hasFeature(capabilities, 'hashFieldTtl')) return;
      const ttl = async (field: Buffer) => Number(((await call(['HPTTL', KEY, 'FIELDS', 1, field])) as number[])[0]);
      await call(HASH);
      await call(['HPEXPIRE', KEY, 500_000, 'FIELDS', 1, A]);
      assert.equal((await edit({ kind: 'hash.set', field: A, seen: B, value: C })).kind, 'done');
      assert.ok((await ttl(A)) > 400_000);
      assert.equal((await edit({ kind: 'hash.rename', field: A, seen: C, to: B })).kind, 'done');
      assert.ok((await ttl(B)) > 400_000);
      const removed = await edit({ kind: 'hash.remove', field: B, seen: C });
      assert.ok(removed.kind === 'done' && removed.undo);
      assert.equal((await runUndo(server.editor, KEY, removed.undo)).kind, 'done');
      assert.ok((await ttl(B)) > 400_000);
    });

    it('changes the time to live of one field where there is such, if its value is what was seen', async function () {
      const { capabilities } = server.editor;
      assert.ok(capabilities);
      if (flavour !== 'stack' && !hasFeature(capabilities, 'hashFieldTtl')) return;
      const end = async () => Number(((await call(['HPEXPIRETIME', KEY, 'FIELDS', 1, A])) as number[])[0]);
      const expire = (ms: number | null, seen = B) => edit({ kind: 'hash.expire', field: A, seen, ms });
      await call(HASH);
      await call(['PEXPIRE', KEY, 900_000]);
      const first = await expire(500_000);
      const ended = await end();
      assert.ok(Math.abs(ended - Date.now() - 500_000) < 60_000, String(ended));
      const never = await expire(null);
      assert.equal(await end(), -1);
      assert.ok(never.kind === 'done' && never.undo && first.kind === 'done' && first.undo);
      assert.equal((await runUndo(server.editor, KEY, never.undo)).kind, 'done');
      assert.equal(await end(), ended);
      await call(['HPEXPIRE', KEY, 100_000, 'FIELDS', 1, A]);
      const theirs = await end();
      assert.equal((await runUndo(server.editor, KEY, first.undo)).kind, 'conflict');
      assert.equal((await expire(null, C)).kind, 'conflict');
      assert.equal(await end(), theirs);
      assert.deepEqual(await call(['HMGET', KEY, A, 'f']), [B, raw('v')]);
      assert.ok(Number(await call(['PTTL', KEY])) > 800_000);
      await call(['HDEL', KEY, A]);
      assert.deepEqual(await expire(1000), { kind: 'conflict', present: { kind: 'absent' } });
    });

    it('adds entries to a stream and removes them', async () => {
      await call(['XADD', KEY, '1-1', 'f', 'v']);
      const added = await edit({ kind: 'stream.add', fields: [[A, B]] });
      assert.ok(added.kind === 'done' && added.undo);
      assert.equal(await call(['XLEN', KEY]), 2);
      assert.equal((await runUndo(server.editor, KEY, added.undo)).kind, 'done');
      assert.deepEqual(await edit({ kind: 'stream.remove', id: '1-1' }), { kind: 'done' });
      assert.equal((await edit({ kind: 'stream.remove', id: '1-1' })).kind, 'conflict');
    });

    it('changes the time to live, and takes it back unless it was changed again', async () => {
      await call(['SET', KEY, A, 'PX', 100_000]);
      const outcome = await edit({ kind: 'key.expire', ms: null });
      assert.equal(await call(['PTTL', KEY]), -1);
      assert.ok(outcome.kind === 'done' && outcome.undo);
      assert.equal((await runUndo(server.editor, KEY, outcome.undo)).kind, 'done');
      assert.ok(Number(await call(['PTTL', KEY])) > 90_000);
      const second = await edit({ kind: 'key.expire', ms: 60_000 });
      assert.ok(second.kind === 'done' && second.undo);
      await call(['PEXPIRE', KEY, 10_000]);
      assert.equal((await runUndo(server.editor, KEY, second.undo)).kind, 'conflict');
    });

    it('renames a key, and never over another', async () => {
      await call(['SET', KEY, A]);
      await call(['SET', 'there', B]);
      const rename = (to: string) => edit({ kind: 'key.rename', to: Buffer.from(to) });
      assert.deepEqual(await rename('there'), { kind: 'conflict', present: { kind: 'taken' } });
      assert.equal((await rename('new')).kind, 'done');
      assert.deepEqual(await call(['GET', 'new']), A);
      assert.deepEqual(await rename('again'), { kind: 'conflict', present: { kind: 'gone' } });
    });

    it('gives a renamed key its old name back, and never over another', async () => {
      await call(['SET', KEY, A, 'PX', 90_000]);
      const to = Buffer.from('new');
      const outcome = await edit({ kind: 'key.rename', to });
      assert.ok(outcome.kind === 'done' && outcome.undo);
      await call(['SET', KEY, B]);
      assert.deepEqual(await runUndo(server.editor, to, outcome.undo), {
        ...{ kind: 'conflict', present: { kind: 'taken' } },
      });
      await call(['DEL', KEY]);
      assert.equal((await runUndo(server.editor, to, outcome.undo)).kind, 'done');
      assert.deepEqual(await call(['GET', KEY]), A);
      assert.equal(await call(['EXISTS', to]), 0);
      assert.ok(Number(await call(['PTTL', KEY])) > 60_000);
    });

    it('says beforehand whether a deleted key can be put back: not one of more than 16 MiB', async () => {
      for (const [size, isKept] of [
        [1000, true],
        [17 * 1024 * 1024, false],
      ] as const) {
        await call(['SETRANGE', KEY, size - 1, 'x']);
        assert.equal(await isKeptWhenDeleted(server.editor, KEY), isKept);
        const outcome = await edit({ kind: 'key.delete' });
        assert.ok(outcome.kind === 'done' && (outcome.undo !== undefined) === isKept, String(size));
      }
    });

    it('does not restore a deleted key over a new one', async () => {
      await call(LIST);
      const outcome = await edit({ kind: 'key.delete' });
      assert.ok(outcome.kind === 'done' && outcome.undo);
      await call(['SET', KEY, C]);
      assert.equal((await runUndo(server.editor, KEY, outcome.undo)).kind, 'conflict');
      assert.deepEqual(await call(['GET', KEY]), C);
    });
  });
}

describe('edits that are not allowed', function () {
  this.timeout(30_000);
  const server = useEditServer('redis7');
  const connections = new OpenConnections();
  after(() => {
    connections.close();
  });
  const change: KeyEdit = { kind: 'string.set', seen: A, value: B };

  it('are refused on a read-only connection, before anything is sent', async () => {
    await server.other.call('SET', KEY, A);
    const reader = await connections.open(server.running.port, { readOnly: true });
    const edits: readonly KeyEdit[] = [change, { kind: 'key.delete' }, { kind: 'key.rename', to: C }];
    for (const edit of edits) await rejection(runEdit(reader, KEY, edit), 'READ_ONLY_CONNECTION');
    assert.deepEqual(await server.other.call('GET', KEY), A);
  });

  it('say so where a user may not run scripts, or not what is in them', async () => {
    await server.other.call('SET', KEY, A);
    for (const username of ['poor', 'noset']) {
      const connection = await connections.open(server.running.port, { username }, 'poor');
      const error = await rejection(runEdit(connection, KEY, change), 'NO_PERMISSION');
      assert.match(error.message, /^Nothing was changed: an edit is checked and made in one script/);
    }
    assert.deepEqual(await server.other.call('GET', KEY), A);
  });
});
