import assert from 'node:assert/strict';
import { isAbortError } from '../../../src/core/base/abort';
import { NamespaceTree } from '../../../src/core/keyspace/namespaceTree';
import { estimateTotal, KeyScan } from '../../../src/core/keyspace/scan';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

/** Names of every shape: nested, flat, binary, with separators at odd places. */
function hostileName(index: number): Buffer {
  const shapes = [
    `user:${String(index)}:profile`,
    `flat${String(index)}`,
    `:${String(index)}::x:`,
    `a:b:c:d:e:${String(index)}`,
  ];
  const shape = shapes[index % 5];
  if (shape !== undefined) return Buffer.from(shape);
  return Buffer.from([0xff, index & 0xff, 0x3a, (index >> 8) & 0xff, 0x00, 0x0a]);
}

describe('scanning a real keyspace', function () {
  this.timeout(30_000);
  const server = useServer({ args: ['--enable-debug-command', 'yes'] });

  async function fill(count: number): Promise<Buffer[]> {
    const names = Array.from({ length: count }, (_, index) => hostileName(index));
    await writeAll(
      server.writer,
      names.map((name): Command => ['SET', name, '1']),
    );
    return names;
  }

  it('finds all keys that are there throughout, once each, while others die and are born', async () => {
    const stable = await fill(4000);
    const mortal = Array.from({ length: 60_000 }, (_, index) => `mortal:${String(index)}`);
    await writeAll(
      server.writer,
      mortal.map((name): Command => ['SET', name, '1']),
    );
    const tree = new NamespaceTree();
    const scan = new KeyScan(server.reader, { count: 100, budget: { keys: 2000 } });
    for (let step = 0; !scan.done; step++) {
      await scan.next((names) => tree.add(names));
      const born = Array.from({ length: 300 }, (_, index) => `born:${String(step)}:${String(index)}`);
      if (step < 6) {
        await writeAll(
          server.writer,
          born.map((name): Command => ['SET', name, '1']),
        );
      } else if (step === 6) {
        // The server's table, which grew until now, shrinks under the scan.
        await server.writer.call('DEL', ...mortal);
        await tableOfSize(8192);
      }
    }
    const missing = stable.filter((name) => !tree.has(name));
    assert.deepEqual(missing, []);
    assert.equal(tree.count(Buffer.from('user:')), 800);
    assert.equal(tree.count(Buffer.from('a:b:c:d:e:')), 800);
  });

  /** Waits until the server has brought its table of keys down to `most` buckets (it looks ten times a second). */
  async function tableOfSize(most: number): Promise<void> {
    for (;;) {
      const stats = String(await server.writer.call('DEBUG', 'HTSTATS', '0'));
      const sizes = [...stats.matchAll(/table size: (\d+)/g)].map((found) => Number(found[1]));
      if (Math.max(...sizes) <= most) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('stops at its budget and goes on to the end', async () => {
    const names = await fill(20_000);
    assert.equal(await estimateTotal(server.reader), names.length);
    const seen = new Set<string>();
    const scan = new KeyScan(server.reader, { budget: { keys: 5000 } });
    const onPage = (page: readonly Buffer[]): void => page.forEach((name) => seen.add(name.toString('hex')));
    const first = await scan.next(onPage);
    assert.ok(!first.done && first.scanned >= 5000 && first.scanned < 7000, JSON.stringify(first));
    assert.equal((await scan.rest(onPage)).done, true);
    assert.deepEqual([...seen].sort(), names.map((name) => name.toString('hex')).sort());
  });

  it('narrows by glob and by type', async () => {
    await fill(20_000);
    await server.writer.call('HSET', 'user:hash', 'field', 'value');
    const found: string[] = [];
    const onPage = (page: readonly Buffer[]): void => void found.push(...page.map(String));
    await new KeyScan(server.reader, { match: 'user:1000*' }).rest(onPage);
    assert.deepEqual(found.sort(), ['user:10000:profile', 'user:10005:profile', 'user:1000:profile']);
    found.length = 0;
    await new KeyScan(server.reader, { match: Buffer.from('user:*'), type: 'hash' }).rest(onPage);
    assert.deepEqual(found, ['user:hash']);
  });

  it('ends in the middle when it is aborted, and can be gone on with', async () => {
    const names = await fill(20_000);
    const tree = new NamespaceTree();
    const scan = new KeyScan(server.reader);
    const abort = new AbortController();
    const aborted = scan.rest((page) => {
      tree.add(page);
      if (tree.size > 5000) abort.abort();
    }, abort.signal);
    await assert.rejects(aborted, isAbortError);
    assert.ok(tree.size < 7000, String(tree.size));
    await scan.rest((page) => tree.add(page));
    assert.deepEqual([tree.size, names.filter((name) => !tree.has(name))], [names.length, []]);
  });

  it('is done at once with an empty database', async () => {
    const pages: unknown[] = [];
    const scan = new KeyScan(server.reader);
    assert.deepEqual(await scan.next((page) => pages.push(...page)), { added: 0, scanned: 0, done: true });
    assert.deepEqual(pages, []);
  });
});
