import assert from 'node:assert/strict';
import { CodedError } from '../../../src/core/base/errors';
import { commandKeys } from '../../../src/core/redis/commandKeys';
import { CommandTable } from '../../../src/core/redis/commandTable';
import { Guard } from '../../../src/core/redis/guard';
import type { Command, Reply } from '../../../src/core/redis/reply';

type Row = [name: string, flags: string, first: number, last: number, step: number, subcommands?: Row[]];

/** Rows as `COMMAND` answers them: 7 fields before Redis 7, 10 since. */
function reply(rows: readonly Row[], fields: 7 | 10): Reply {
  return rows.map(([name, flags, first, last, step, subcommands = []]) => {
    const words = flags.split(' ').map((flag) => Buffer.from(flag));
    return [Buffer.from(name), -1, words, first, last, step, [], [], [], reply(subcommands, fields)].slice(0, fields);
  });
}

/** As Redis 6.2 has them: one entry for a container and all that is in it. */
const REDIS_6: readonly Row[] = [
  ['get', 'readonly fast', 1, 1, 1],
  ['set', 'write denyoom', 1, 1, 1],
  ['mset', 'write denyoom', 1, -1, 2],
  ['config', 'admin noscript loading stale', 0, 0, 0],
  ['memory', 'readonly random movablekeys', 0, 0, 0],
  ['xgroup', 'write denyoom', 2, 2, 1],
  ['object', 'readonly random', 2, 2, 1],
  ['zunionstore', 'write denyoom movablekeys', 0, 0, 0],
  ['migrate', 'write random movablekeys', 0, 0, 0],
];

const REDIS_7: readonly Row[] = [
  ['get', 'readonly fast', 1, 1, 1],
  ['set', 'write denyoom', 1, 1, 1],
  [
    'config',
    '',
    0,
    0,
    0,
    [
      ['config|set', 'admin', 0, 0, 0],
      ['config|get', 'admin', 0, 0, 0],
    ],
  ],
  [
    'memory',
    '',
    0,
    0,
    0,
    [
      ['memory|usage', 'readonly movablekeys', 2, 2, 1],
      ['memory|purge', '', 0, 0, 0],
    ],
  ],
  ['xgroup', '', 0, 0, 0, [['xgroup|create', 'write denyoom', 2, 2, 1]]],
  [
    'script',
    '',
    0,
    0,
    0,
    [
      ['script|load', 'noscript', 0, 0, 0],
      ['script|flush', 'noscript', 0, 0, 0],
    ],
  ],
  ['ft.config', 'readonly', 0, 0, 0],
  ['ft.search', 'readonly', 0, 0, 0],
  ...['ft.aliasadd', 'ft._aliasaddifnx', 'ft.dictadd', '_ft.debug', 'cf.compact', 'timeseries.hello'].map(
    (name): Row => [name, 'readonly', 0, 0, 0],
  ),
  ['odd', 'readonly write', 1, 1, 1],
];

const six = CommandTable.parse(reply(REDIS_6, 7));
const seven = CommandTable.parse(reply(REDIS_7, 10));

function passes(table: CommandTable, ...command: Command): boolean {
  try {
    new Guard('test', true, { known: true, value: table }).check(command);
    return true;
  } catch (error) {
    assert.ok(error instanceof CodedError && error.code === 'READ_ONLY_CONNECTION', String(error));
    return false;
  }
}

describe('The guard on a list of commands', () => {
  it('believes the flags of plain commands, in any spelling', () => {
    for (const table of [six, seven]) {
      assert.ok(passes(table, 'GET', 'a'));
      assert.ok(passes(table, 'gEt', 'a'));
      assert.ok(!passes(table, 'SET', 'a', 'b'));
      assert.ok(!passes(table, 'get '), 'a name is never trimmed');
      assert.ok(!passes(table, 'nothing'));
    }
    assert.ok(!passes(seven, 'ODD', 'a'));
  });

  it('asks the sub-command where the server tells it', () => {
    assert.ok(passes(seven, 'MEMORY', 'USAGE', 'a'));
    assert.ok(!passes(seven, 'MEMORY', 'PURGE'));
    assert.ok(!passes(seven, 'MEMORY'));
    assert.ok(!passes(seven, 'MEMORY', 'NOTHING'));
    assert.ok(!passes(seven, 'CONFIG', 'SET', 'a', 'b'));
    assert.ok(passes(seven, 'CONFIG', Buffer.from('GET'), '*'));
  });

  it('does not believe the flags of a container where the server does not tell', () => {
    assert.ok(!passes(six, 'MEMORY', 'PURGE'));
    assert.ok(!passes(six, 'OBJECT', 'NOTHING', 'a'));
    assert.ok(passes(six, 'MEMORY', 'USAGE', 'a'));
    assert.ok(passes(six, 'OBJECT', 'ENCODING', 'a'));
  });

  it('does not believe Search about its own administration', () => {
    assert.ok(passes(seven, 'FT.SEARCH', 'i', 'q'));
    for (const name of [
      'FT.CONFIG',
      'ft.aliasadd',
      'FT._ALIASADDIFNX',
      'FT.DICTADD',
      '_FT.DEBUG',
      'CF.COMPACT',
      'TIMESERIES.HELLO',
    ]) {
      assert.ok(!passes(seven, name, 'a', 'b'), name);
    }
  });

  it('passes nothing but the written list when there is no list', () => {
    const guard = new Guard('test', true, { known: false, reason: 'NOPERM' });
    guard.check(['PING']);
    guard.check(['client', 'id']);
    for (const command of [['GET', 'a'], ['CLIENT', 'KILL'], ['CLIENT'], ['PINGX']] as const) {
      assert.throws(() => {
        guard.check(command);
      }, /NOPERM/);
    }
  });

  it('lets demos write nothing when nobody tells which keys a command names', () => {
    const guard = new Guard('test', false, { known: false, reason: 'NOPERM' });
    assert.throws(() => {
      guard.check(['SET', 'demo:a', 'b'], 'demo');
    }, /does not tell which keys/);
  });
});

describe('The keys of a command', () => {
  const cases: [command: Command, table: CommandTable, keys: readonly string[] | undefined][] = [
    [['GET', 'a'], six, ['a']],
    [['MSET', 'a', '1', 'b', '2'], six, ['a', 'b']],
    [['XGROUP', 'CREATE', 'a', 'g', '$'], six, ['a']],
    [['XGROUP', 'CREATE', 'a', 'g', '$'], seven, ['a']],
    [['GET'], six, undefined],
    [['CONFIG', 'SET', 'a', 'b'], six, []],
    [['ZUNIONSTORE', 'd', 2, 'a', 'b', 'WEIGHTS', 1, 2], six, ['d', 'a', 'b']],
    [['ZUNIONSTORE', 'd', 3, 'a', 'b'], six, undefined],
    [['EVAL', 'x', 2, 'a', 'b', 'c'], six, ['a', 'b']],
    [['EVALSHA', 'x', -1, 'a'], six, undefined],
    [['EVAL', 'x', 'nonsense', 'a'], six, undefined],
    [['XREAD', 'COUNT', 1, 'STREAMS', 'a', 'b', 0, 0], six, ['a', 'b']],
    [['XREAD', 'STREAMS', 'a'], six, undefined],
    [['SORT', 'a', 'LIMIT', 0, 1, 'store', 'd'], six, ['a', 'd']],
    [['SORT', 'a', 'GET', '#'], six, undefined],
    [['GEORADIUS', 'a', 1, 2, 3, 'm', 'STOREDIST', 'd'], six, ['a', 'd']],
    [['ZINTERCARD', 1, 'a', 'LIMIT', 1], six, ['a']],
    [['MIGRATE', 'h', 1, 'a', 0, 1], six, undefined],
    [['PUBLISH', 'c', 'm'], six, ['c']],
    [['FT.CREATE', 'i', 'ON', 'HASH', 'PREFIX', 2, 'a:', 'b:', 'SCHEMA'], six, ['i', 'a:', 'b:']],
    [['FT.CREATE', 'i', 'SCHEMA', 'name', 'TEXT'], six, undefined],
    [['FT.DROPINDEX', 'i'], six, ['i']],
    [['NOTHING', 'a'], six, undefined],
    [['constructor', 'a'], six, undefined],
  ];
  for (const [command, table, keys] of cases) {
    it(`${command.join(' ')}: ${keys ? JSON.stringify(keys) : 'not known'}`, () => {
      assert.deepEqual(commandKeys(command, table), keys);
    });
  }
});
