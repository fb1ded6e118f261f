import assert from 'node:assert/strict';
import { createKey } from '../../../src/core/keyspace/edit/createKey';
import { newKeyTypes } from '../../../src/core/keyspace/edit/newKeyTypes';
import { hasFeature } from '../../../src/core/redis/capabilities';
import { useEditServer } from './editServer';

const KEY = Buffer.from('new\x00\xff', 'latin1');

/** What is answered to the questions of each type, what the server calls it, and a command that reads it back. */
const ANSWERS: Readonly<Record<string, { answers: string[]; type: string; read: string[]; holds: unknown }>> = {
  string: { answers: ['$(x) "a"\\'], type: 'string', read: ['GET'], holds: '$(x) "a"\\' },
  hash: { answers: ['f', 'v'], type: 'hash', read: ['HGETALL'], holds: ['f', 'v'] },
  list: { answers: ['a'], type: 'list', read: ['LRANGE', '0', '-1'], holds: ['a'] },
  set: { answers: ['a'], type: 'set', read: ['SMEMBERS'], holds: ['a'] },
  zset: { answers: ['a', ' 1.5 '], type: 'zset', read: ['ZRANGE', '0', '-1', 'WITHSCORES'], holds: ['a', '1.5'] },
  stream: { answers: ['f', 'v'], type: 'stream', read: ['XLEN'], holds: 1 },
  json: {
    answers: ['{"big":9007199254740993}'],
    type: 'ReJSON-RL',
    read: ['JSON.GET'],
    holds: '{"big":9007199254740993}',
  },
  geo: { answers: ['Bern', '7.4', '46.9'], type: 'zset', read: ['ZCARD'], holds: 1 },
  hyperLogLog: { answers: ['a'], type: 'string', read: ['PFCOUNT'], holds: 1 },
  timeSeries: { answers: ['5000'], type: 'TSDB-TYPE', read: ['TS.RANGE', '-', '+'], holds: [] },
  bloom: { answers: ['0.001', '500'], type: 'MBbloom--', read: ['BF.EXISTS', 'a'], holds: 0 },
  cuckoo: { answers: ['500 '], type: 'MBbloomCF', read: ['CF.COUNT', 'a'], holds: 0 },
  topK: { answers: ['100'], type: 'TopK-TYPE', read: ['TOPK.INFO'], holds: topK(100, 461, 5) },
  countMin: { answers: ['0.01', '0.1'], type: 'CMSk-TYPE', read: ['CMS.INFO'], holds: sketch(200, 4) },
  vectorSet: {
    answers: ['a', '[0.5, -1 2e-1]'],
    type: 'vectorset',
    read: ['VDIM'],
    holds: 3,
  },
  tDigest: { answers: ['200'], type: 'TDIS-TYPE', read: ['TDIGEST.MIN'], holds: 'nan' },
};

function topK(k: number, width: number, depth: number): unknown[] {
  return ['k', k, 'width', width, 'depth', depth, 'decay', '0.9'];
}

function sketch(width: number, depth: number): unknown[] {
  return ['width', width, 'depth', depth, 'count', 0];
}

for (const flavour of ['redis7', 'redis8', 'valkey', 'stack'] as const) {
  describe(`a new key (${flavour})`, () => {
    const server = useEditServer(flavour);
    const types = newKeyTypes.filter(({ requires }) => {
      if (requires === undefined) return true;
      return requires === 'vectorSet' ? flavour === 'redis8' : flavour === 'stack';
    });

    it('is offered of exactly the types that this server can make', () => {
      const { capabilities } = server.editor;
      assert.ok(capabilities);
      const offered = newKeyTypes.filter(
        ({ requires }) => requires === undefined || hasFeature(capabilities, requires),
      );
      assert.deepEqual(offered, types);
    });

    it('is covered for every type', () => {
      assert.deepEqual(newKeyTypes.map(({ id }) => id).sort(), Object.keys(ANSWERS).sort());
    });

    for (const { id, command, questions } of types) {
      it(`is made of the type ${id}, with its time to live, and never in the place of another`, async () => {
        const { editor, other } = server;
        const expected = ANSWERS[id];
        assert.ok(expected);
        const { answers, type, read, holds } = expected;
        for (const [at, { validate }] of questions.entries()) assert.equal(validate?.(answers[at] ?? ''), undefined);
        assert.equal(await createKey(editor, KEY, { command: command(answers), ms: 60_000 }), true);
        assert.equal(await other.text('TYPE', KEY), type);
        const ttl = Number(await other.call('PTTL', KEY));
        assert.ok(ttl > 0 && ttl <= 60_000, String(ttl));
        const [name = '', ...rest] = read;
        const found = await other.call(name, KEY, ...rest);
        assert.deepEqual(texts(found), holds);
        await other.call('PERSIST', KEY);
        assert.equal(await createKey(editor, KEY, { command: command(answers), ms: 60_000 }), false);
        assert.equal(await other.call('PTTL', KEY), -1, 'what is there stays as it is');
        await other.call('DEL', KEY);
        assert.equal(await createKey(editor, KEY, { command: command(answers) }), true);
        assert.equal(await other.call('PTTL', KEY), -1);
      });
    }
  });
}

describe('what is answered about a new key', () => {
  const problem = (id: string, at: number, text: string) =>
    newKeyTypes.find((type) => type.id === id)?.questions[at]?.validate?.(text);

  it('is refused with what is wanted instead', () => {
    assert.equal(problem('zset', 1, 'many'), 'Enter a number.');
    assert.equal(problem('zset', 1, ''), 'Enter a number.');
    assert.match(problem('json', 0, '{a}') ?? '', /^This is not JSON: /);
    assert.match(problem('geo', 1, '181') ?? '', /from -180 to 180/);
    assert.match(problem('timeSeries', 0, '-1') ?? '', /whole number/);
    assert.match(problem('cuckoo', 0, '3') ?? '', /whole number from 4/);
    assert.match(problem('topK', 0, '1.5') ?? '', /whole number from 1 to/);
    assert.match(problem('countMin', 0, '0') ?? '', /from 0.000001/);
    assert.match(problem('vectorSet', 1, '1 two') ?? '', /^Enter numbers/);
    assert.match(problem('bloom', 0, '1') ?? '', /between 0 and 1/);
  });
});

function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  return Buffer.isBuffer(value) ? value.toString() : value;
}
