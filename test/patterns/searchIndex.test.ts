import assert from 'node:assert/strict';
import { seededRandom } from '../../src/core/base/random';
import type { Block, ResultsBlock, TableBlock } from '../../src/core/patterns/blocks';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { Keyring } from '../../src/core/patterns/keyring';
import type { Product } from '../../src/core/patterns/search/catalogue';
import { CATEGORIES } from '../../src/core/patterns/search/catalogue';
import { indexCommand } from '../../src/core/patterns/search/coreIndex';
import { pattern } from '../../src/core/patterns/search/index';
import { coreNames } from '../../src/core/patterns/search/names';
import { indexScript } from '../../src/core/patterns/search/scripts';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { asNumber } from '../../src/core/redis/reply';
import { ensureLoaded } from '../../src/core/redis/scripts';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// What the inverted index finds, against the plainest reckoning over the documents a second client reads: look at each.

const DOCUMENTS = 5000;
const QUERIES = 200;
const SEED = 6;
const STOP =
  /^(a|an|and|are|as|at|be|but|by|for|if|in|into|is|it|no|not|of|on|or|such|that|the|their|then|there|these|they|this|to|was|will|with)$/;

interface Document extends Product {
  readonly id: string;
  /** Singular words with their weights. */
  readonly words: ReadonlyMap<string, number>;
}

describe('the inverted index on redis7', () => {
  let server: RunningServer;
  let client: RespClient;
  let connection: RedisConnection;
  let session: DemoSession;
  let base: string;
  /** Closed after each test, however it ends. */
  const opened: { dispose(): void }[] = [];

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    connection = await connectTo(server.port);
    session = sessionOf(pattern, connection);
    session.setVariant('invertedIndex');
    session.setParameter('documents', DOCUMENTS);
    base = `redis-patterns:search:{${session.instance}}:core`;
    await session.scaffold();
  });

  afterEach(() => {
    for (const each of opened.splice(0)) each.dispose();
  });

  after(async () => {
    (session as DemoSession | undefined)?.dispose();
    (connection as RedisConnection | undefined)?.dispose();
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  async function documents(): Promise<Document[]> {
    const keys = (await client.text('KEYS', `${base}:product:*`)) as string[];
    const fields = await client.pipeline(keys.map((key) => ['HMGET', key, 'name', 'description', 'category', 'price']));
    return keys.map((key, n) => {
      const [name = '', description = '', category = '', price] = (fields[n] as Buffer[]).map(String);
      const words = new Map<string, number>();
      for (const word of wordsIn(name)) words.set(word, (words.get(word) ?? 0) + 5);
      for (const word of wordsIn(description)) words.set(word, (words.get(word) ?? 0) + 1);
      return { id: key.slice(`${base}:product:`.length), name, description, category, price: Number(price), words };
    });
  }

  /** Every list holds exactly what the documents say, and there is no list more. */
  async function assertTrueToDocuments(): Promise<number> {
    const expected = new Map<string, Map<string, number>>();
    const put = (key: string, id: string, score: number): void => {
      const list = expected.get(key) ?? new Map<string, number>();
      expected.set(key, list.set(id, score));
    };
    const all = await documents();
    for (const { id, category, price, words } of all) {
      put(`${base}:prices:${category}`, id, price);
      for (const [word, weight] of words) {
        put(`${base}:idx:${word}`, id, weight);
        put(`${base}:words`, word, 0);
      }
    }
    const keys = [`${base}:idx:*`, `${base}:prices:*`, `${base}:words`].map((glob) => client.text('KEYS', glob));
    const names = (await Promise.all(keys)).flat() as string[];
    assert.deepEqual(names.sort(), [...expected.keys()].sort(), 'there are exactly the lists of the words there are');
    const lists = await client.pipeline(names.map((key) => ['ZRANGE', key, 0, -1, 'WITHSCORES']));
    for (const [n, key] of names.entries()) {
      const flat = (lists[n] as Buffer[]).map(String);
      const list = flat.flatMap((id, at) => (at % 2 === 0 ? [[id, Number(flat[at + 1])] as const] : []));
      assert.deepEqual(new Map(list), expected.get(key), key);
    }
    return all.length;
  }

  it('holds of each word exactly the documents that have it', async () => {
    assert.equal(await assertTrueToDocuments(), DOCUMENTS);
  });

  it(`answers ${String(QUERIES)} random queries as a look at every document does: number, order, marks, counts, completions`, async () => {
    const random = seededRandom(SEED);
    const all = await documents();
    const vocabulary = [...new Set(all.flatMap(({ words }) => [...words.keys()]))].sort();
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] ?? assert.fail();
    let withHits = 0;
    for (let n = 0; n < QUERIES; n += 1) {
      const { words } = pick(all);
      const count = Math.floor(random.next() * 4);
      const own = Array.from({ length: count }, () => pick(random.next() < 0.8 ? [...words.keys()] : vocabulary));
      const typed = own
        .map((word) => (random.next() < 0.3 ? word.toUpperCase() : word))
        .join(pick([' ', ', ', ' the ', '-']));
      const query = {
        text: typed,
        category: random.next() < 0.5 ? 'any' : pick(all).category,
        minPrice: random.next() < 0.5 ? 0 : Math.floor(pick(all).price / 4),
        maxPrice: Math.ceil(pick(all).price) + 1,
        sort: pick(['relevance', 'priceUp', 'priceDown']),
      };
      const { text, ...rest } = query;
      for (const [name, value] of Object.entries({ query: text, ...rest })) session.setParameter(name, value);
      const blocks = await session.view();
      withHits += assertAnswer(blocks, all, vocabulary, query);
    }
    // Two prices at random often leave nothing between them; enough must be found for the comparison to mean something.
    assert.ok(withHits > QUERIES / 4, `${String(withHits)} queries found something`);
  });

  it('names the commands that counted what was found: one for each category, with its prices', async () => {
    const base = { category: 'any', minPrice: 20, maxPrice: 80, sort: 'relevance' };
    const sourceOfFound = async (query: string): Promise<string[]> => {
      for (const [name, value] of Object.entries({ ...base, query })) session.setParameter(name, value);
      const blocks = await session.view();
      const figures = blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []));
      return figures.find(({ label }) => label === 'Found')?.source?.command.split('\n') ?? [];
    };
    const matched = await sourceOfFound('laptop ');
    assert.equal(matched.length, CATEGORIES.length);
    for (const command of matched) assert.match(command, /^ZINTER .*:prices:.* WEIGHTS 0 1 WITHSCORES$/);
    const browsed = await sourceOfFound('');
    assert.equal(browsed.length, CATEGORIES.length);
    for (const command of browsed) assert.match(command, /^ZCOUNT .*:prices:.* 20 80$/);
  });

  it('stays true while two windows change it at once', async () => {
    const second = await connectTo(server.port);
    const other = sessionOf(pattern, second, session.instance);
    opened.push(other, second);
    other.setVariant('invertedIndex');
    other.setParameter('documents', DOCUMENTS);
    await Promise.all([session, other].map((each) => trafficOf(each, 400)));
    const outcomes = session.state.live?.outcomes ?? {};
    assert.ok((outcomes['Products added or changed'] ?? 0) > 0 && (outcomes['Searches that found something'] ?? 0) > 0);
    assert.ok((await assertTrueToDocuments()) > DOCUMENTS, 'products were added');
  });

  it('stays true when many rewrite and delete the same documents, and tells the late ones', async () => {
    const connections = await Promise.all(Array.from({ length: 4 }, () => connectTo(server.port)));
    opened.push(...connections);
    const names = coreNames(new Keyring('redis-patterns', 'search', session.instance));
    const random = seededRandom(SEED);
    const words = ['red', 'green', 'blue', 'boxes', 'constructor', 'tostring', 'hasownproperty'];
    const text = (): string => words.filter(() => random.next() < 0.5).join(' ');
    const answers = { written: 0, late: 0 };
    const rewrite = async (writer: RedisConnection): Promise<void> => {
      await ensureLoaded(writer, [indexScript(0)]);
      for (let n = 0; n < 60; n += 1) {
        const id = 1 + Math.floor(random.next() * 3);
        const product = {
          name: text(),
          description: text(),
          category: random.next() < 0.5 ? 'Audio' : 'Kitchen',
          price: n,
        };
        const before = await writer.send(['HGET', names.document(id), 'indexed']);
        const now = random.next() < 0.2 ? undefined : product;
        const reply = asNumber(await writer.send(indexCommand(names, id, before, now, 600)));
        answers[reply === 1 ? 'written' : 'late'] += 1;
      }
    };
    await Promise.all(connections.map(rewrite));
    assert.ok(answers.written > 0 && answers.late > 0, JSON.stringify(answers));
    await assertTrueToDocuments();
  });

  it('refuses a price that is no number before anything is written', async () => {
    const names = coreNames(new Keyring('redis-patterns', 'search', session.instance));
    const [name, sha, ...rest] = indexCommand(
      names,
      1,
      null,
      { name: 'x', description: '', category: 'Audio', price: 1 },
      600,
    );
    const stored = String(await client.text('HGET', names.document(1), 'indexed'));
    const keys = Number(rest[0]);
    // After the keys: what is indexed, the id, the price.
    const command = rest.map((arg, n) =>
      n === keys + 1 && stored !== 'null' ? stored : n === keys + 3 ? 'cheap' : arg,
    );
    await assert.rejects(connection.send([name, sha ?? '', ...command]), /must be numbers/);
    await assertTrueToDocuments();
  });

  it('is made anew, smaller, without a trace of the larger one', async () => {
    session.setParameter('documents', 300);
    await session.scaffold();
    assert.equal(await assertTrueToDocuments(), 300);
  });

  async function trafficOf(each: DemoSession, events: number): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      const listening = each.onDidChangeState(({ live }) => {
        if (!live || live.events < events) return;
        listening.dispose();
        resolve();
      });
    });
    const traffic = each.runLive(300);
    await Promise.race([enough, traffic]);
    each.stop();
    await assert.rejects(traffic, { name: 'AbortError' });
    // Commands that were on their way are answered before the next of the same connection.
    await each.connection.send(['PING']);
  }
});

/** The words as the index has them, by rules written again here. */
function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1 && !STOP.test(word))
    .map((word) => {
      if (/..ies$/.test(word) && word.length > 4) return word.replace(/ies$/, 'y');
      if (/(ss|x|z|ch|sh)es$/.test(word)) return word.replace(/es$/, '');
      return word.length > 3 && word.endsWith('s') && !/[siu]s$/.test(word) ? word.replace(/s$/, '') : word;
    });
}

interface Asked {
  readonly text: string;
  readonly category: string;
  readonly minPrice: number;
  readonly maxPrice: number;
  readonly sort: string;
}

/** Compares a view with a look at every document; answers 1 when something was found. */
function assertAnswer(
  blocks: readonly Block[],
  all: readonly Document[],
  vocabulary: readonly string[],
  { text, category, minPrice, maxPrice, sort }: Asked,
): number {
  const [results, , table] = blocks as [ResultsBlock, Block, TableBlock];
  const wanted = [...new Set(wordsIn(text))];
  const score = ({ words }: Document): number => wanted.reduce((sum, word) => sum + (words.get(word) ?? 0), 0);
  const matches = all.filter(
    (document) =>
      document.price >= minPrice &&
      document.price <= maxPrice &&
      (category === 'any' || document.category === category) &&
      wanted.every((word) => document.words.has(word)),
  );
  const byPrice = (a: Document, b: Document): number => a.price - b.price || (a.id < b.id ? -1 : 1);
  const best = matches.toSorted((a, b) => {
    if (sort === 'priceDown') return byPrice(b, a);
    if (sort === 'priceUp' || wanted.length === 0) return byPrice(a, b);
    return score(b) - score(a) || Number(a.id) - Number(b.id);
  });
  const label = JSON.stringify({ text, category, minPrice, maxPrice, sort });
  assert.equal(results.total, matches.length, label);
  const shown = best.slice(0, 10);
  assert.deepEqual(
    results.hits.map((hit) => [hit.id, hit.score]),
    shown.map((document) => [document.id, score(document)]),
    label,
  );
  for (const [n, { title, detail }] of results.hits.entries()) {
    const { name = '', description = '' } = shown[n] ?? {};
    const whole = title.map((part) => part.text).join('');
    assert.equal(whole, name);
    const marked = [...title, ...detail].flatMap((part) => (part.marked ? wordsIn(part.text) : []));
    assert.deepEqual(
      marked,
      [...wordsIn(name), ...wordsIn(description)].filter((word) => wanted.includes(word)),
      label,
    );
  }
  assert.deepEqual(
    new Map(table.rows.map(([name, count, from]) => [name, [count, from]])),
    categoriesOf(matches),
    label,
  );
  const counts = table.rows.map(([, count]) => Number(count));
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
  );
  const last = /[a-z0-9]+$/.exec(text.toLowerCase())?.[0];
  const completed = last === undefined ? [] : vocabulary.filter((word) => word.startsWith(last)).slice(0, 6);
  const before = last === undefined ? text : text.slice(0, -last.length);
  assert.deepEqual(
    results.suggestions?.texts,
    completed.map((word) => before + word).filter((each) => each !== text),
    label,
  );
  return matches.length > 0 ? 1 : 0;
}

function categoriesOf(matches: readonly Document[]): Map<string, [number, string]> {
  const prices = new Map<string, number[]>();
  for (const { category, price } of matches) prices.set(category, [...(prices.get(category) ?? []), price]);
  return new Map([...prices].map(([name, all]) => [name, [all.length, `€${Math.min(...all).toFixed(2)}`]]));
}
