import assert from 'node:assert/strict';
import type { Random } from '../../../src/core/base/random';
import { seededRandom } from '../../../src/core/base/random';
import { FilteredScan } from '../../../src/core/keyspace/filteredScan';
import { NamespaceTree } from '../../../src/core/keyspace/namespaceTree';
import type { Command } from '../../../src/core/redis/reply';
import { describeItem, referenceChildren } from '../../unit/keyspace/referenceTree';
import { useServer, writeAll } from './keyspaceServer';

const SEPARATORS = [':', '/', '->'];
const SIZE = 20_000;
const PIECES = ['a', 'user', '1', '7f', ':', ':', '::', '/', '->', '-', '>', ' ', '', 'ü', '*', '[x]', '\n'];

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)] as T;
}

/** Separators at odd places, empty parts, bytes that are no text, and names that are the beginning of others. */
function randomName(random: Random): Buffer {
  const kind = random.next();
  if (kind < 0.1) return Buffer.from(random.hex(2 + 2 * Math.floor(random.next() * 6)), 'hex');
  const parts = Array.from({ length: 1 + Math.floor(random.next() * 6) }, () => pick(random, PIECES));
  if (kind < 0.9) parts.push(pick(random, ['', ':', '/']), random.hex(4));
  return Buffer.from(parts.join(''));
}

/** As the product scans: a budget at a time, through the guard, into a tree. */
class Loaded {
  readonly tree = new NamespaceTree(SEPARATORS);
  delivered = 0;
  private readonly scan: FilteredScan;

  constructor(connection: ReturnType<typeof useServer>['reader'], prefix = Buffer.alloc(0)) {
    this.scan = new FilteredScan({ connection, prefix, filter: {}, budget: 1000 });
  }

  async step(): Promise<boolean> {
    await this.scan.next((names) => {
      this.delivered += names.length;
      this.tree.add(names);
    }, new AbortController().signal);
    return this.scan.done;
  }
}

/** A few paths of the tree, the top one first: working one out from all names costs seconds on a busy machine. */
function somePaths(names: ReadonlySet<string>, separators: readonly string[], random: Random): string[] {
  const namespaces = (path: string): string[] =>
    referenceChildren(names, separators, path)
      .filter((line) => line.includes('/'))
      .map((line) => line.slice(0, line.indexOf('/')));
  const below = pick(random, namespaces(''));
  return ['', below, ...namespaces(below).slice(0, 2)];
}

describe('the loaded tree against the truth', function () {
  this.timeout(120_000);
  const server = useServer();

  async function fill(random: Random): Promise<Set<string>> {
    const names = new Set<string>();
    while (names.size < SIZE) names.add(randomName(random).toString('hex'));
    await write([...names]);
    return names;
  }

  const write = (names: readonly string[]): Promise<void> =>
    writeAll(
      server.writer,
      names.map((name): Command => ['SET', Buffer.from(name, 'hex'), '1']),
    );
  const remove = (names: readonly string[]): Promise<void> =>
    writeAll(
      server.writer,
      names.map((name): Command => ['DEL', Buffer.from(name, 'hex')]),
    );

  for (const seed of [1, 2, 3]) {
    it(`has what was there throughout, each once, while names die and are born (seed ${String(seed)})`, async () => {
      const random = seededRandom(seed);
      const truth = await fill(random);
      const throughout = new Set(truth);
      const everThere = new Set(truth);
      const loaded = new Loaded(server.reader);
      for (let done = false; !done;) {
        done = await loaded.step();
        const dying = [...truth].filter(() => random.next() < 0.01);
        // Enough to make the server's table grow under the scan, which then delivers names twice.
        const born = Array.from({ length: 1200 }, () => randomName(random).toString('hex')).filter(
          (name) => !truth.has(name),
        );
        if (everThere.size > 1.7 * SIZE) born.length = 0;
        await remove(dying);
        await write(born);
        for (const name of dying) throughout.delete(truth.delete(name) ? name : '');
        for (const name of born) {
          truth.add(name);
          everThere.add(name);
        }
      }
      assert.ok(throughout.size > 5000, 'enough lived through it');
      for (const name of throughout) assert.ok(loaded.tree.has(Buffer.from(name, 'hex')), `${name} is missing`);
      const again = new Loaded(server.reader);
      while (!(await again.step()));
      assert.equal(again.tree.size, truth.size, 'after a refresh nothing that vanished, and each once');
      const separators = SEPARATORS.map((separator) => Buffer.from(separator).toString('hex'));
      for (const path of somePaths(truth, separators, random)) {
        const shown = again.tree.children(Buffer.from(path, 'hex')).items.map(describeItem);
        assert.deepEqual(shown, referenceChildren(truth, separators, path), `under ${path}`);
      }
    });
  }

  it('finds exactly what begins with the path of a namespace, whatever bytes it has', async () => {
    const random = seededRandom(9);
    const truth = await fill(random);
    const separators = SEPARATORS.map((separator) => Buffer.from(separator).toString('hex'));
    const paths = somePaths(truth, separators, random).filter((path) => path !== '');
    for (const path of paths) {
      const loaded = new Loaded(server.reader, Buffer.from(path, 'hex'));
      while (!(await loaded.step()));
      const wanted = [...truth].filter((name) => name.startsWith(path));
      assert.equal(loaded.tree.size, wanted.length, path);
      for (const name of wanted) assert.ok(loaded.tree.has(Buffer.from(name, 'hex')));
    }
  });

  it('shows hostile names, and nothing but their bytes tells them apart', async () => {
    const long = Buffer.alloc(65_536, 'x');
    const names = [
      Buffer.alloc(0),
      Buffer.from(':'),
      Buffer.from('::'),
      Buffer.from('a::b'),
      Buffer.from('no separator at all'),
      Buffer.from([0xff, 0xfe, 0x3a, 0x00]),
      Buffer.from([0xff, 0xfe, 0x3a, 0x01]),
      Buffer.from('\u202e<img src=x onerror=alert(1)>:\x1b[31m'),
      long,
      Buffer.concat([long, Buffer.from(':'), long]),
    ];
    await writeAll(
      server.writer,
      names.map((name): Command => ['SET', name, '1']),
    );
    const loaded = new Loaded(server.reader);
    while (!(await loaded.step()));
    const truth = new Set(names.map((name) => name.toString('hex')));
    for (const path of ['', '3a', 'fffe3a', `${long.toString('hex')}3a`]) {
      const shown = loaded.tree.children(Buffer.from(path, 'hex')).items.map(describeItem);
      assert.deepEqual(shown, referenceChildren(truth, ['3a', '2f', '2d3e'], path));
    }
    const one = new Loaded(server.reader, Buffer.concat([long, Buffer.from(':')]));
    while (!(await one.step()));
    assert.equal(one.tree.size, 1);
  });
});
