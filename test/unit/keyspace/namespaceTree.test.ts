import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TreeChange } from '../../../src/core/keyspace/namespaceTree';
import { NamespaceTree } from '../../../src/core/keyspace/namespaceTree';
import { describeItem, referenceChildren } from './referenceTree';

const bytes = (text: string): Buffer => Buffer.from(text);
const hex = (text: string): string => bytes(text).toString('hex');

/** Few letters, so that names share parts, are prefixes of each other and come twice; some binary, some long. */
const name = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '>', '-'), maxLength: 9 }).map(bytes),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 6 }).map((array) => Buffer.from(array)) },
  { weight: 1, arbitrary: fc.constantFrom('a:', 'b', ':').map((part) => bytes(part.repeat(30))) },
);
const separators = fc.uniqueArray(fc.constantFrom(':', '/', '::', '->', ':/', ''), { maxLength: 4 });
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.array(name, { maxLength: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ bringBack: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ open: fc.nat() }) },
);

/** Every path that a person could open, the top level first. */
function allPaths(names: ReadonlySet<string>, separators: readonly string[]): string[] {
  const paths = [''];
  for (const path of paths) {
    for (const line of referenceChildren(names, separators, path)) {
      if (line.includes('/')) paths.push(line.slice(0, line.indexOf('/')));
    }
  }
  return paths;
}

function shown(tree: NamespaceTree, path: string): string[] {
  return tree.children(Buffer.from(path, 'hex')).items.map(describeItem);
}

function text(change: TreeChange): [number, string[]] {
  return [change.names, change.changed.map((path) => path.toString()).sort()];
}

function treeOf(...names: string[]): NamespaceTree {
  const tree = new NamespaceTree();
  tree.add(names.map(bytes));
  return tree;
}

function labels(tree: NamespaceTree, path = ''): string[] {
  return tree
    .children(bytes(path))
    .items.map((item) =>
      item.kind === 'key' ? item.label.toString() : `${item.label.toString()}/${String(item.count)}`,
    );
}

describe('the namespace tree', () => {
  it('equals the truth for any names, separators, and mix of adding, removing and opening', () => {
    fc.assert(
      fc.property(separators, fc.array(action, { maxLength: 25 }), (cutAt, actions) => {
        const tree = new NamespaceTree(cutAt);
        const names = new Set<string>();
        const removed: string[] = [];
        const cutHex = cutAt.map(hex).filter((separator) => separator !== '');
        for (const step of actions) {
          if ('add' in step) {
            tree.add(step.add);
            for (const added of step.add) names.add(added.toString('hex'));
          } else if ('remove' in step) {
            const victim = [...names][step.remove % Math.max(1, names.size)] ?? '';
            assert.equal(tree.remove(Buffer.from(victim, 'hex')).names, names.delete(victim) ? 1 : 0);
            removed.push(victim);
          } else if ('bringBack' in step) {
            const back = removed[step.bringBack % Math.max(1, removed.length)];
            if (back === undefined) continue;
            tree.add([Buffer.from(back, 'hex')]);
            names.add(back);
          } else {
            const paths = allPaths(names, cutHex);
            const path = paths[step.open % paths.length] ?? '';
            assert.deepEqual(shown(tree, path), referenceChildren(names, cutHex, path));
          }
        }
        assert.equal(tree.size, names.size);
        for (const path of allPaths(names, cutHex)) {
          const expected = referenceChildren(names, cutHex, path);
          assert.deepEqual(shown(tree, path), expected);
          assert.equal(tree.children(Buffer.from(path, 'hex')).total, expected.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says which top-level paths changed', () => {
    fc.assert(
      fc.property(fc.array(fc.array(name, { maxLength: 8 }), { maxLength: 8 }), (pages) => {
        const tree = new NamespaceTree();
        const names = new Set<string>();
        for (const page of pages) {
          const before = referenceChildren(names, [hex(':')], '');
          for (const added of page) names.add(added.toString('hex'));
          const after = referenceChildren(names, [hex(':')], '');
          const rows = (lines: string[]): string[] => lines.map((line) => line.replace(/ \d+$/, ''));
          const fresh = after.filter((line) => line.includes('/') && !before.includes(line));
          const expected = fresh.map((line) => line.slice(0, line.indexOf('/')));
          if (rows(before).join() !== rows(after).join()) expected.push('');
          const changed = tree.add(page).changed.map((path) => path.toString('hex'));
          assert.deepEqual(changed.sort(), expected.sort());
        }
      }),
    );
  });

  it('tells a change by what was touched, once each', () => {
    const tree = treeOf('user:1', 'session:1', 'flat');
    assert.deepEqual(text(tree.add(['user:2', 'user:3', 'user:1'].map(bytes))), [2, ['user:']]);
    assert.deepEqual(text(tree.add([bytes('user:2')])), [0, []]);
    assert.deepEqual(text(tree.add([bytes('new:1'), bytes('user:4')])), [2, ['', 'new:', 'user:']]);
    assert.deepEqual(text(tree.add([bytes('other')])), [1, ['']]);
    assert.deepEqual(text(tree.remove(bytes('user:4'))), [1, ['user:']]);
    assert.deepEqual(text(tree.remove(bytes('new:1'))), [1, ['', 'new:']]);
    assert.deepEqual(text(tree.remove(bytes('flat'))), [1, ['']]);
    assert.deepEqual(text(tree.remove(bytes('flat'))), [0, []]);
  });

  it('shows a name that is both a key and a namespace as both, namespaces first', () => {
    const tree = treeOf('user', 'user:1', 'user:1:profile', 'user:', 'a');
    assert.deepEqual(labels(tree), ['user/3', 'a', 'user']);
    assert.deepEqual(labels(tree, 'user:'), ['1/1', '', '1']);
    assert.deepEqual(labels(tree, 'user:1:'), ['profile']);
  });

  it('keeps empty parts apart', () => {
    const tree = treeOf('a::b', ':x', 'a:', '', '::');
    assert.deepEqual(labels(tree), ['/2', 'a/2', '']);
    assert.deepEqual(labels(tree, 'a:'), ['/1', '']);
    assert.deepEqual(labels(tree, ':'), ['/1', 'x']);
    assert.deepEqual(labels(tree, '::'), ['']);
  });

  it('keeps binary and very long names', () => {
    const tree = new NamespaceTree();
    const binary = Buffer.from([0xff, 0x3a, 0x00, 0x80]);
    const long = Buffer.concat([Buffer.alloc(65_536, 'n'), bytes(':'), Buffer.alloc(65_536, 'k')]);
    tree.add([binary, long]);
    const paths = tree.children(bytes('')).items.map((item) => (item.kind === 'namespace' ? item.path : undefined));
    assert.deepEqual(paths, [long.subarray(0, 65_537), binary.subarray(0, 2)]);
    assert.deepEqual(tree.children(long.subarray(0, 65_537)).items, [
      { kind: 'key', key: long, label: long.subarray(65_537) },
    ]);
  });

  it('brings names back that were removed, before and after their namespace is opened', () => {
    const tree = treeOf('a:b:1', 'a:b:2', 'a:b:3');
    for (const gone of ['a:b:1', 'a:b:2']) tree.remove(bytes(gone));
    tree.add([bytes('a:b:1')]);
    assert.deepEqual(labels(tree, 'a:'), ['b/2']);
    tree.add([bytes('a:b:2')]);
    assert.deepEqual(labels(tree, 'a:'), ['b/3']);
    assert.deepEqual(labels(tree, 'a:b:'), ['1', '2', '3']);
  });

  it('pages across the border between namespaces and keys', () => {
    const names = ['n1:a', 'n2:a', 'n3:a', 'k1', 'k2', 'k3'];
    const tree = treeOf(...names);
    const all = tree.children(bytes('')).items;
    for (let offset = 0; offset <= 7; offset++) {
      for (let limit = 0; limit <= 7; limit++) {
        const page = tree.children(bytes(''), { offset, limit });
        assert.deepEqual(page.items, all.slice(offset, offset + limit));
        assert.equal(page.total, 6);
      }
    }
  });

  it('answers nothing, and adds nothing, for a path that is no namespace', () => {
    const tree = treeOf('a:b:c', 'k');
    for (const path of ['x:', 'a', 'a:b', 'a:x:', 'k', 'a:b:c']) {
      assert.deepEqual(tree.children(bytes(path)), { items: [], total: 0 });
      assert.equal(tree.count(bytes(path)), 0);
    }
    assert.deepEqual([tree.count(bytes('')), tree.count(bytes('a:')), tree.count(bytes('a:b:'))], [2, 1, 1]);
    assert.deepEqual([tree.has(bytes('k')), tree.has(bytes('a:b:c')), tree.has(bytes('a:'))], [true, true, false]);
    assert.deepEqual(labels(tree), ['a/1', 'k']);
  });

  it('builds items for one page of a flat namespace of 100 000 keys, not for all', () => {
    const tree = new NamespaceTree();
    const names = Array.from({ length: 100_000 }, (_, index) => bytes(`flat:${String(index).padStart(6, '0')}`));
    tree.add(names);
    const { items, total } = tree.children(bytes('flat:'), { offset: 0, limit: 500 });
    assert.deepEqual([items.length, total], [500, 100_000]);
    assert.deepEqual(
      items.map((item) => item.label.toString()),
      names.slice(0, 500).map((key) => key.toString().slice(5)),
    );
  });
});
