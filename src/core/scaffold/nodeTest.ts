import type { Example } from './layout';

/** How a test looks at the keys with the client that it tests. */
interface TestClient {
  readonly imports: string;
  /** Statements that make `redis`, and fail at once where there is no server. */
  readonly connect: string;
  /** An async iterable of lists of names, and what TypeScript has to be told of it. */
  readonly scan: string;
  readonly scanType: string;
  readonly sendRaw: (words: string) => string;
  readonly close: string;
}

const CLIENTS: Readonly<Record<string, TestClient>> = {
  ioredis: {
    imports: `import { Redis } from 'ioredis';`,
    connect: `const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
await redis.connect();`,
    scan: 'redis.scanStream({ match: `${prefix}*`, count: 1000 })',
    scanType: ' as AsyncIterable<string[]>',
    sendRaw: (words) => `redis.call(${words})`,
    close: `redis.disconnect()`,
  },
  'node-redis': {
    imports: `import { createClient } from 'redis';`,
    connect: `const redis = await createClient({ url, socket: { reconnectStrategy: false } }).connect();`,
    scan: 'redis.scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 })',
    scanType: '',
    sendRaw: (words) => `redis.sendCommand([${words}])`,
    close: `await redis.close()`,
  },
};

/** A test that runs the example with Node's own test runner, in TypeScript or in JavaScript. */
export function nodeTest({ id, client, expected, makesIndexes }: Example, { isTyped }: { isTyped: boolean }): string {
  const test = CLIENTS[client.madeFrom ?? client.id];
  if (!test) throw new Error(`Nobody has said how a test uses ${client.id}.`);
  const type = (text: string): string => (isTyped ? text : '');
  return `import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
${test.imports}

// Runs the example on the server of REDIS_URL under keys of its own, and takes them away again.

const url = process.env.REDIS_URL ?? 'redis://localhost:6379';
const prefix = \`test-\${randomUUID()}\`;
${test.connect}

/** What the example prints, by the way to each value. */
const expected${type(': Record<string, unknown>')} = ${literal(expected)};

after(async () => {
  const names = await keys();
  if (names.length > 0) await redis.unlink(names);
${makesIndexes ? dropIndexes(test, isTyped) : ''}  ${test.close};
});

test('${id} does what it says', async () => {
  const program = fileURLToPath(new URL('./${id}.js', import.meta.url));
  const env = { ...process.env, REDIS_URL: url, KEY_PREFIX: prefix };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  const printed${type(': unknown')} = JSON.parse(stdout);
  assert.ok(typeof printed === 'object' && printed !== null, 'one JSON object');
  for (const [way, value] of Object.entries(expected)) assert.deepEqual(at(printed, way), value, way);
  assert.ok((await keys()).length > 0, 'there are keys in Redis');
});

async function keys()${type(': Promise<string[]>')} {
  const found = new Set${type('<string>')}();
  for await (const names of ${test.scan}${type(test.scanType)}) {
    for (const name of names) found.add(name);
  }
  return [...found];
}

function at(value${type(': unknown')}, way${type(': string')})${type(': unknown')} {
  return way.split('.').reduce((inner, name) => ${isTyped ? '(inner as Record<string, unknown>)' : 'inner'}[name], value);
}
`;
}

/** As one writes it, an entry a line. */
function literal(values: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(values).map(([name, value]) => {
    const key = /^[a-z]\w*$/i.test(name) ? name : quoted(name);
    return `  ${key}: ${Array.isArray(value) ? `[${value.map(text).join(', ')}]` : text(value)},\n`;
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function quoted(value: string): string {
  return `'${JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

/** Servers without Search do not know the command. */
function dropIndexes({ sendRaw }: TestClient, isTyped: boolean): string {
  const list = `await ${sendRaw(`'FT._LIST'`)}.catch(() => [])`;
  return `  const indexes = ${isTyped ? `(${list}) as string[]` : list};
  for (const index of indexes.filter((name) => name.startsWith(prefix))) {
    await ${sendRaw(`'FT.DROPINDEX', index`)};
  }
`;
}
