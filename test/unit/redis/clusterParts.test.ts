import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { keySlot } from '../../../src/core/redis/cluster/keySlot';
import { readSlots } from '../../../src/core/redis/cluster/topology';
import { slotOfUnit, unitsOf } from '../../../src/core/redis/cluster/units';
import { firstAnswer } from '../../../src/core/redis/firstAnswer';
import { formatAddressMap, readAddressMap, reachable } from '../../../src/core/redis/natMap';
import type { Command, Reply } from '../../../src/core/redis/reply';

describe('The slot of a key', () => {
  // The first is the specification's own example; the rest was asked of a server by CLUSTER KEYSLOT.
  const slots: [key: string | Buffer, slot: number][] = [
    ['123456789', 12_739],
    ['', 0],
    ['foo', 12_182],
    ['bar', 5061],
    ['hello', 866],
    ['c', 7365],
  ];
  for (const [key, slot] of slots) it(`of "${String(key)}" is ${String(slot)}`, () => assert.equal(keySlot(key), slot));

  it('is that of the hash tag, when there is something in it', () => {
    assert.equal(keySlot('{foo}bar'), keySlot('foo'));
    assert.equal(keySlot('a{foo}{bar}'), keySlot('foo'));
    assert.equal(keySlot('a{{foo}}'), keySlot('{foo'));
    assert.notEqual(keySlot('{}foo'), keySlot('{}bar'));
    assert.notEqual(keySlot('{foo'), keySlot('{'));
  });
});

describe('The layout of a cluster', () => {
  const asked = { host: 'seed', port: 7000 };
  const text = (value: string): Buffer => Buffer.from(value);
  const node = (host: Reply, port: number): Reply => [host, port, text(`id${String(port)}`), []];

  it('takes the host that was asked where a node does not name its own', () => {
    for (const host of [text(''), text('?'), null]) {
      const [range] = readSlots([[0, 16_383, node(host, 7001), node(text('10.0.0.9'), 7002)]], asked, undefined);
      assert.deepEqual(range?.primary, { id: 'id7001', endpoint: { host: 'seed', port: 7001 } });
      assert.deepEqual(range.replicas, [{ id: 'id7002', endpoint: { host: '10.0.0.9', port: 7002 } }]);
    }
  });

  it('maps every address, IPv6 too', () => {
    const natMap = { '172.18.0.2:6379': 'localhost:7001', '[fd00::2]:6379': '[::1]:7002' };
    const slots = [[0, 16_383, node(text('172.18.0.2'), 6379), node(text('fd00::2'), 6379)]];
    const [range] = readSlots(slots, asked, natMap);
    assert.deepEqual(range?.primary.endpoint, { host: 'localhost', port: 7001 });
    assert.deepEqual(range.replicas[0]?.endpoint, { host: '::1', port: 7002 });
    assert.deepEqual(reachable({ host: 'toString', port: 1 }, natMap), { host: 'toString', port: 1 });
    assert.throws(() => reachable({ host: 'a', port: 1 }, { 'a:1': 'b' }), { code: 'INVALID_INPUT' });
  });

  it('reads an address map as people write it, and names the part that is none', () => {
    const map = { '172.18.0.2:6379': 'localhost:7001', '[fd00::2]:6379': '[::1]:7002' };
    assert.deepEqual(readAddressMap('172.18.0.2:6379=localhost:7001, [fd00::2]:6379=[::1]:7002'), map);
    assert.deepEqual(readAddressMap(formatAddressMap(map)), map);
    assert.deepEqual(readAddressMap(' '), {});
    for (const bad of ['a:1', 'a=b:1', 'a:1=b', 'a:1=b:2=c:3'])
      assert.throws(() => readAddressMap(`x:1=y:2, ${bad}`), { code: 'INVALID_INPUT', message: new RegExp(bad) });
  });

  it('is an error where no slots are served', () => {
    assert.throws(() => readSlots([], asked, undefined), { code: 'CLUSTER_DOWN' });
  });
});

describe('What goes together to a node', () => {
  it('is one command, or a whole transaction', () => {
    const commands: Command[] = [['GET', 'a'], ['multi'], ['GET', 'b'], ['Exec'], ['MULTI'], ['DISCARD'], ['GET', 'c']];
    assert.deepEqual(
      unitsOf(commands, commands.keys()).map(({ indexes }) => indexes),
      [[0], [1, 2, 3], [4, 5], [6]],
    );
  });

  it('takes the first argument for the key where the server tells nothing', () => {
    const slot = (command: Command): number | undefined => slotOfUnit([command], { indexes: [0] }, undefined);
    assert.equal(slot(['GET', 'foo']), keySlot('foo'));
    assert.equal(slot(['PING', 'foo']), undefined);
    assert.equal(slot(['PUBLISH', 'foo', 'x']), undefined);
    assert.throws(() => slot(['EVAL', '', 2, 'foo', 'bar']), { code: 'CROSS_SLOT' });
  });
});

describe('The first answer', () => {
  const never = new Promise<string>(() => undefined);

  it('is that of the next when one fails or takes long, and late ones are dropped', async () => {
    const dropped: string[] = [];
    const late = systemClock.sleep(400).then(() => 'late');
    const answers = [() => late, () => Promise.reject(new Error('no')), () => Promise.resolve('third')];
    const drop = (answer: string): void => {
      dropped.push(answer);
    };
    const asked: number[] = [];
    const ask = (index: number): Promise<string> => {
      asked.push(index);
      return answers[index]?.() ?? never;
    };
    assert.equal(await firstAnswer([0, 1, 2, 3], ask, drop, systemClock), 'third');
    await late;
    await systemClock.sleep(1);
    assert.deepEqual(dropped, ['late']);
    assert.deepEqual(asked, [0, 1, 2]);
  });

  it('is an error with all reasons when there is none', async () => {
    const ask = (text: string): Promise<string> => Promise.reject(new Error(text));
    const all = firstAnswer(['a', 'b'], ask, () => undefined, systemClock);
    await assert.rejects(all, (error: unknown) => {
      assert.ok(error instanceof AggregateError);
      assert.deepEqual(error.errors.map(String), ['Error: a', 'Error: b']);
      return true;
    });
  });
});
