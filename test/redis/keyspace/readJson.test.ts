import assert from 'node:assert/strict';
import type { JsonContent, JsonNode } from '../../../src/core/keyspace/keyTypes';
import { readJsonChildren, readJsonMatches, readJsonText } from '../../../src/core/keyspace/readers/json';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import type { Executor } from '../../../src/core/redis/executor';
import { useServer } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

/** Member names that a path could stumble over. */
const NAMES = ['a', 'a.b', 'a"b', "a'b", 'a\\b', 'a]b', 'a\nb', '', 'é😀', '$', '*', '@.x', '\u0001', 'x"]["y', '0'];

describe('reading a JSON document', function () {
  this.timeout(30_000);
  const server = useServer({}, 'stack');

  const write = (text: string): Promise<unknown> => server.writer.call('JSON.SET', KEY, '$', text);

  async function content(executor: Executor = server.reader): Promise<JsonContent> {
    const value = await readKeyValue(executor, KEY);
    assert.equal(value?.content.kind, 'json');
    return value.content;
  }

  const summary = (nodes: readonly JsonNode[]) =>
    nodes.map(({ name, type, size, value }) => [name, type, size ?? value]);

  it('answers nothing for a key that is not there', async () => {
    assert.equal(await readKeyValue(server.reader, KEY), undefined);
  });

  it('brings the first level, and the text of a small one', async () => {
    const text = '{"id":7,"tags":["a","b"],"who":{"name":"Ada"},"none":null,"on":true,"say":"h\\"i"}';
    await write(text);
    const { root, children, ...rest } = await content();
    assert.deepEqual(root, { path: '$', name: '', type: 'object', size: 6 });
    assert.deepEqual(summary(children.rows), [
      ['id', 'integer', '7'],
      ['tags', 'array', 2],
      ['who', 'object', 1],
      ['none', 'null', 'null'],
      ['on', 'boolean', 'true'],
      ['say', 'string', 3],
    ]);
    assert.equal(children.rows[5]?.value, '"h\\"i"');
    assert.deepEqual([rest.text, children.total, children.next], [text, 6, undefined]);
  });

  it('keeps every digit', async () => {
    const numbers = ['9007199254740993', '12345678901234567890', '-9223372036854775808', '0.1', '1e22'];
    await write(`[${numbers.join(',')}]`);
    const { children } = await content();
    assert.deepEqual(
      children.rows.map(({ value }) => value),
      numbers,
    );
  });

  for (const text of ['5', '"x"', 'null', '[]', '{}']) {
    it(`may be ${text} alone`, async () => {
      await write(text);
      const { root, children } = await content();
      assert.deepEqual(
        [children.rows, children.total, root.value ?? root.size],
        [[], 0, /^\W+$/.test(text) ? 0 : text.startsWith('"') ? text : text],
      );
    });
  }

  it('names members exactly, whatever they are called', async () => {
    await write(`{${NAMES.map((name, at) => `${JSON.stringify(name)}:{"at":[${String(at)}]}`).join(',')}}`);
    const { children } = await content();
    assert.deepEqual(
      children.rows.map(({ name }) => name),
      NAMES,
    );
    for (const [at, { path }] of children.rows.entries()) {
      const [inner] = (await readJsonChildren(server.reader, KEY, { path, from: 0 })).rows;
      assert.ok(inner, path);
      const [number] = (await readJsonChildren(server.reader, KEY, { path: inner.path, from: 0 })).rows;
      assert.equal(number?.value, String(at), path);
    }
  });

  for (const name of ['"\'', '\\"']) {
    it(`says so where the server does not find a member by its path: ${name}`, async () => {
      await write(`{${JSON.stringify(name)}:{"a":1}}`);
      const [child] = (await content()).children.rows;
      assert.equal(child?.name, name);
      const { rows, unlisted } = await readJsonChildren(server.reader, KEY, { path: child.path, from: 0 });
      // A newer RedisJSON may well find it.
      assert.ok(unlisted === true || rows.length === 1);
      assert.equal(await readJsonText(server.reader, KEY, child.path), '{"a":1}');
    });
  }

  it('is followed 127 levels down', async () => {
    await write(`${'{"a\\"b":'.repeat(63)}${'['.repeat(64)}1${']'.repeat(64)}${'}'.repeat(63)}`);
    let node = (await content()).root;
    let levels = 0;
    for (; node.value === undefined; levels += 1) {
      const [next] = (await readJsonChildren(server.reader, KEY, { path: node.path, from: 0 })).rows;
      assert.ok(next, `level ${String(levels)}`);
      node = next;
    }
    assert.deepEqual([levels, node.value], [127, '1']);
  });

  it('is never read whole when it is large', async () => {
    const long = 'x'.repeat(100_000);
    await write(
      `{"list":[${Array.from({ length: 5000 }, (_, at) => `"${long.slice(0, 100)}${String(at)}"`).join(',')}],"long":"${long}"}`,
    );
    let received = 0;
    const counted: Executor = {
      send: (command, options) => server.reader.send(command, options),
      pipeline: async (commands, options) => {
        const replies = await server.reader.pipeline(commands, options);
        received += JSON.stringify(replies).length;
        return replies;
      },
    };
    const { children, text } = await content(counted);
    assert.ok(received < 3000, `${String(received)} characters`);
    assert.deepEqual(
      [text, summary(children.rows)],
      [
        undefined,
        [
          ['list', 'array', 5000],
          ['long', 'string', 100_000],
        ],
      ],
    );
    const page = await readJsonChildren(counted, KEY, { path: children.rows[0]?.path ?? '', from: 4900 });
    assert.deepEqual([page.rows.length, page.rows[99]?.name, page.next, page.total], [100, '4999', undefined, 5000]);
    assert.equal((await readJsonText(server.reader, KEY, '$["long"]'))?.length, 100_002);
    assert.ok(received < 60_000, `${String(received)} characters`);
  });

  it('pages members and elements', async () => {
    await write(`{${Array.from({ length: 450 }, (_, at) => `"m${String(at)}":${String(at)}`).join(',')}}`);
    const names: string[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const page = await readJsonChildren(server.reader, KEY, { path: '$', from });
      names.push(...page.rows.map(({ name }) => name));
      from = page.next;
    }
    assert.deepEqual(
      names,
      Array.from({ length: 450 }, (_, at) => `m${String(at)}`),
    );
  });

  it('says so when an object has too many members to list', async () => {
    await write(`{${Array.from({ length: 20_001 }, (_, at) => `"${String(at)}":0`).join(',')}}`);
    assert.deepEqual((await content()).children, { rows: [], total: 20_001, unlisted: true });
  });

  describe('by a path', () => {
    const matches = (path: string) => readJsonMatches(server.reader, KEY, path);

    it('brings the matches, digits unchanged', async () => {
      await write('{"items":[{"id":12345678901234567890},{"id":2},{"no":1}]}');
      const { count, text } = await matches('$.items[*].id');
      assert.deepEqual([count, text], [2, '[12345678901234567890,2]']);
      assert.deepEqual(await matches('items[1].id'), await matches('$.items[1].id'));
      const none = await matches('$.nothing');
      assert.deepEqual([none.count, none.text], [0, '[]']);
    });

    it('tells how much it is when it is too much', async () => {
      await write(`[${Array.from({ length: 2000 }, (_, at) => String(at)).join(',')}]`);
      const { count, text } = await matches('$[*]');
      assert.deepEqual([count, text], [2000, undefined]);
    });

    it('says what is wrong with the path, and lets nothing but a path through', async () => {
      await write('{"INDENT":1}');
      await assert.rejects(matches('$[?('), { code: 'SERVER_ERROR' });
      assert.equal((await matches('INDENT')).text, '[1]');
    });
  });
});
