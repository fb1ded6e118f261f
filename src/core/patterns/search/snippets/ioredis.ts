// Full-text search with ioredis: by an index of Search, and by posting lists where the server has no Search. Runs by itself:
// REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop = [['json']] <- '{variant}'
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: documents and lists lie in one cluster slot, so that they change and are intersected together.
const catalogue = `${process.env.KEY_PREFIX ?? 'shop'}:{catalogue}`;
// Nothing but indexed documents may begin so: a review kept as `product:1:reviews` would be found as a product.
const documents = `${catalogue}:product:`;
const suggestions = `${catalogue}:suggestions`;

interface Product {
  name: string;
  description: string;
  category: string;
  price: number;
}
// #endregion

// #region words
const STOP_WORDS = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this ' +
    'to was will with'
  ).split(' '),
);

/** The words of a text, at most 16 of them: the same for what is indexed and for what is typed. */
function wordsOf(text: string, most = 16): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => word.length > 1 && !STOP_WORDS.has(word)))].slice(0, most);
}
// #endregion

// #region replies
/** ioredis 6 speaks RESP3, in which Search answers with maps: names and values in turn. With `protocol: 2` it does not. */
function fact(map: unknown, name: string): unknown {
  const list = map as unknown[];
  return list[list.findIndex((item, n) => n % 2 === 0 && item === name) + 1];
}

function rowsOf(reply: unknown): unknown[] {
  return fact(reply, 'results') as unknown[];
}

function idOf(row: unknown): string {
  return String(fact(row, 'id')).slice(documents.length);
}
// #endregion

// #region index
// 'json' keeps each product as a JSON document, 'hash' as a hash: both are indexed, and found, by the same names.
const productsIn: 'json' | 'hash' = 'json';
const alias = `${catalogue}:index`;

/** Makes the index, waits until it is filled, and only then lets the alias show it. To change the schema, make a v2. */
async function createIndex(version = 'v1'): Promise<void> {
  const index = `${alias}:${version}`;
  const root = productsIn !== 'hash' ? '$.' : ''; // in JSON a field is a path: without `$.` nothing is ever found
  const schema = [
    ...[`${root}name`, 'AS', 'name', 'TEXT', 'WEIGHT', 5],
    ...[`${root}description`, 'AS', 'description', 'TEXT'],
    ...[`${root}category`, 'AS', 'category', 'TAG'],
    ...[`${root}price`, 'AS', 'price', 'NUMERIC', 'SORTABLE'],
  ];
  try {
    await redis.call('FT.CREATE', index, 'ON', productsIn, 'PREFIX', 1, documents, 'SCHEMA', ...schema);
  } catch (error) {
    if (!/already exists/i.test((error as Error).message)) throw error;
  }
  while (!(await isFilled(index))) await new Promise((resolve) => setTimeout(resolve, 100));
  await redis.call('FT.ALIASUPDATE', alias, index);
}

async function isFilled(index: string): Promise<boolean> {
  const info = await redis.call('FT.INFO', index);
  return Number(fact(info, 'indexing')) === 0 && Number(fact(info, 'percent_indexed')) >= 1;
}
// #endregion

// #region write
/** The document is indexed by the write itself. The dictionary is another key: nothing but this call keeps it up to date. */
async function saveProduct(id: number, product: Product): Promise<void> {
  const key = `${documents}${id}`;
  const saving = redis.multi();
  if (productsIn !== 'hash') saving.call('JSON.SET', key, '$', JSON.stringify(product));
  else saving.hset(key, { ...product });
  await allOf(saving.call('FT.SUGADD', suggestions, product.name, 1));
}

async function removeProduct(id: number, name: string): Promise<void> {
  await allOf(redis.multi().unlink(`${documents}${id}`).call('FT.SUGDEL', suggestions, name));
}
// #endregion

// #region query
interface Query {
  text: string;
  category?: string;
  minPrice?: number;
  maxPrice?: number;
}

/** What is typed goes beside the query text, one parameter for each word: so it is never syntax. Undefined: no word in it. */
function prepare({ text, category, minPrice, maxPrice }: Query) {
  const words = wordsOf(text);
  if (words.length === 0) return undefined;
  const values: (string | number)[] = words.flatMap((word, n) => [`w${n}`, word]);
  // The word that is being typed may go on; a space after it says that it does not.
  const open = /[\p{L}\p{N}]$/u.test(text);
  const terms = words.map((_, n) => (open && n === words.length - 1 ? `($w${n}|$w${n}*)` : `$w${n}`));
  let query = `@name|description:(${terms.join(' ')})`;
  if (category !== undefined) {
    query += ' @category:{$category}';
    values.push('category', category);
  }
  if (minPrice !== undefined || maxPrice !== undefined) {
    query += ' @price:[$least $most]';
    values.push('least', minPrice ?? '-inf', 'most', maxPrice ?? 'inf');
  }
  return { query, params: ['PARAMS', values.length, ...values, 'DIALECT', 2] };
}
// #endregion

// #region search
/** The best matches with the found words marked by <b>, and how many match in all. */
async function search(query: Query, count = 10): Promise<{ total: number; hits: { id: string; name: string }[] }> {
  const prepared = prepare(query);
  if (!prepared) return { total: 0, hits: [] };
  const reply = await redis.call(
    ...(['FT.SEARCH', alias, prepared.query, 'RETURN', 1, 'name'] as const),
    ...['HIGHLIGHT', 'FIELDS', 1, 'name', 'TAGS', '<b>', '</b>'],
    ...['LIMIT', 0, count, ...prepared.params], // without LIMIT there are ten rows, however many match
  );
  const nameOf = (row: unknown) => String(fact(fact(row, 'extra_attributes'), 'name'));
  const hits = rowsOf(reply).map((row) => ({ id: idOf(row), name: nameOf(row) }));
  return { total: Number(fact(reply, 'total_results')), hits };
}
// #endregion

// #region page
/** A page by price, 0 first; the cheapest come first, or the dearest. */
async function pageByPrice(query: Query, page: number, size = 10, order: 'ASC' | 'DESC' = 'ASC'): Promise<string[]> {
  const prepared = prepare(query);
  if (!prepared) return [];
  const which = ['SORTBY', 'price', order, 'LIMIT', page * size, size, 'NOCONTENT'];
  const reply = await redis.call('FT.SEARCH', alias, prepared.query, ...which, ...prepared.params);
  return rowsOf(reply).map(idOf);
}
// #endregion

// #region facets
/** How many match in each category, of all that match. */
async function countByCategory(query: Query): Promise<Record<string, number>> {
  const prepared = prepare(query);
  if (!prepared) return {};
  const group = ['GROUPBY', 1, '@category', 'REDUCE', 'COUNT', 0, 'AS', 'products', 'SORTBY', 2, '@products', 'DESC'];
  const reply = await redis.call('FT.AGGREGATE', alias, prepared.query, ...group, ...prepared.params);
  const groups = rowsOf(reply).map((row) => fact(row, 'extra_attributes'));
  return Object.fromEntries(groups.map((group) => [String(fact(group, 'category')), Number(fact(group, 'products'))]));
}
// #endregion

// #region complete
/** Names that begin as the text does, one slip allowed. The dictionary refuses very long texts. */
async function complete(text: string): Promise<string[]> {
  const names = await redis.call('FT.SUGGET', suggestions, text.trim().slice(0, 50), 'FUZZY', 'MAX', 5);
  return (names as string[] | null) ?? [];
}
// #endregion

// #region core
/** The singular, as far as three rules go. Other forms of a word stay other words. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}

function stemsOf(text: string, most?: number): string[] {
  return [...new Set(wordsOf(text, most).map(singular))];
}

const coreDocument = (id: string | number) => `${catalogue}:core:product:${id}`;
const postings = (stem: string) => `${catalogue}:core:idx:${stem}`;
const prices = (category: string) => `${catalogue}:core:prices:${category}`;
const allWords = `${catalogue}:core:words`;
// #endregion

// #region coreWrite
const INDEX = `
-- Writes a document and everything that finds it together, or takes both away.
-- KEYS  document, list of all words, price list of the category before, price list of the category now, a posting list per word
-- ARGV  what is indexed as it was read before ('' for a new document), id, price, seconds to live (0: for ever),
--       number of fields and each field's name and value (none: delete), then word and weight per posting list (0: no longer in it)
-- Answers 1, or 0 when somebody else wrote the document since it was read: read it again and try again.
if (redis.call('HGET', KEYS[1], 'indexed') or '') ~= ARGV[1] then
  return 0
end
local id, price, seconds, fields = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
-- What a script has written stays when a later command fails, so numbers are looked at before anything is written.
if not (price and seconds and fields) then
  return redis.error_reply('ERR price, seconds and number of fields must be numbers')
end
redis.call('ZREM', KEYS[3], id)
redis.call('DEL', KEYS[1])
if fields > 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6, 5 + 2 * fields))
  redis.call('ZADD', KEYS[4], price, id)
end
for at = 5, #KEYS do
  local word, weight = ARGV[2 * (fields + at) - 4], tonumber(ARGV[2 * (fields + at) - 3])
  if weight > 0 then
    redis.call('ZADD', KEYS[at], weight, id)
    redis.call('ZADD', KEYS[2], 0, word)
  elseif redis.call('ZREM', KEYS[at], id) == 1 and redis.call('EXISTS', KEYS[at]) == 0 then
    redis.call('ZREM', KEYS[2], word)
  end
end
if seconds > 0 then
  for _, key in ipairs(KEYS) do
    redis.call('EXPIRE', key, seconds)
  end
end
return 1
`;

redis.defineCommand('writeIndexed', { lua: INDEX });

/** Writes the product and its index together; `undefined` deletes it. Reads again when somebody else was quicker. */
async function writeProduct(id: number, product: Product | undefined, seconds = 0): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const before = (await redis.hget(coreDocument(id), 'indexed')) ?? '';
    const old = (before === '' ? { category: '', words: [] } : JSON.parse(before)) as Indexed;
    const weights = product ? weightsOf(product) : new Map<string, number>();
    const category = product?.category ?? old.category;
    const indexed: Indexed = { category, words: [...weights.keys()] };
    const words = [...new Set([...old.words, ...indexed.words])];
    const lists = [allWords, prices(old.category || category), prices(category), ...words.map(postings)];
    const fields = product ? Object.entries({ ...product, indexed: JSON.stringify(indexed) }).flat() : [];
    const args = [before, id, product?.price ?? 0, seconds, fields.length / 2, ...fields];
    const weighted = words.flatMap((word) => [word, weights.get(word) ?? 0]);
    const written = await command('writeIndexed')(lists.length + 1, coreDocument(id), ...lists, ...args, ...weighted);
    if (written === 1) return;
  }
  throw new Error(`Product ${id} is written by others all the time.`);
}

interface Indexed {
  category: string;
  words: string[];
}

/** A word of the name counts five times one of the description. */
function weightsOf({ name, description }: Product): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [text, weight] of [
    [name, 5],
    [description, 1],
  ] as const) {
    for (const word of stemsOf(text, Infinity)) weights.set(word, (weights.get(word) ?? 0) + weight);
  }
  return weights;
}
// #endregion

// #region shared:allOf
/** Carries a transaction out and answers its replies. EXEC tells of each command that failed, and takes no other back. */
async function allOf(transaction: ReturnType<typeof redis.multi>): Promise<unknown[]> {
  const replies = await transaction.exec();
  if (replies === null) throw new Error('Nothing of the transaction was done.');
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
// #endregion

// #region shared:command
/** A command made by defineCommand: EVALSHA, with EVAL when the server has forgotten the script. */
function command(name: string): (...args: (string | number)[]) => Promise<unknown> {
  return (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(redis);
}
// #endregion

// #region coreSearch
/** Products that have all of the words, best first. All matches come over the wire: a few thousand, not millions. */
async function searchPostings(
  text: string,
  count = 10,
): Promise<{ total: number; hits: { id: string; name: string }[] }> {
  const stems = stemsOf(text);
  if (stems.length === 0) return { total: 0, hits: [] };
  const flat = await redis.zinter(stems.length, ...stems.map(postings), 'WITHSCORES');
  const ranked = Array.from({ length: flat.length / 2 }, (_, n) => ({
    id: flat[2 * n]!,
    score: Number(flat[2 * n + 1]),
  }));
  const best = ranked.sort((a, b) => b.score - a.score || Number(a.id) - Number(b.id)).slice(0, count);
  const names = await Promise.all(best.map(({ id }) => redis.hget(coreDocument(id), 'name')));
  const hits = best.map(({ id }, n) => ({ id, name: mark(names[n] ?? '', new Set(stems)) }));
  return { total: ranked.length, hits };
}

/** The text with the found words marked by <b>; the server cannot, as it knows no words. */
function mark(text: string, stems: ReadonlySet<string>): string {
  return text.replace(/[\p{L}\p{N}]+/gu, (word) => (stems.has(singular(word.toLowerCase())) ? `<b>${word}</b>` : word));
}
// #endregion

// #region coreFacets
/** How many products of a category have all of the words, between two prices: prices weigh 1, words nothing. */
async function countPostings(text: string, category: string, minPrice = 0, maxPrice = Infinity): Promise<number> {
  const lists = stemsOf(text).map(postings);
  if (lists.length === 0) return 0;
  const weights = [...lists.map(() => 0), 1];
  const flat = await redis.zinter(lists.length + 1, ...lists, prices(category), 'WEIGHTS', ...weights, 'WITHSCORES');
  return flat.filter((price, n) => n % 2 === 1 && Number(price) >= minPrice && Number(price) <= maxPrice).length;
}
// #endregion

// #region coreComplete
/** Words that begin as the text does. The upper bound is the byte 0xFF: as a string it would be sent as two others. */
async function completeWord(start: string, count = 5): Promise<string[]> {
  if (start === '') return [];
  const from = Buffer.from(`[${start.toLowerCase()}`);
  const to = Buffer.concat([from, Buffer.from([0xff])]);
  return (await redis.call('ZRANGE', allWords, from, to, 'BYLEX', 'LIMIT', 0, count)) as string[];
}
// #endregion

const PRODUCTS: Product[] = [
  { name: 'Wireless Laptop Stand', description: 'Holds any laptop.', category: 'Accessories', price: 49 },
  { name: 'Laptop Sleeve', description: 'Made of soft felt.', category: 'Accessories', price: 25 },
  { name: 'Slim Laptop', description: 'For working without wires.', category: 'Computers & Tablets', price: 1200 },
  { name: 'Wi-Fi Router', description: 'Fast, for large houses.', category: 'Network', price: 89 },
  { name: 'Foldable Lap Desk', description: 'For overlapping papers.', category: 'Furniture', price: 35 },
];

async function withSearch(): Promise<unknown> {
  await createIndex();
  for (const [n, product] of PRODUCTS.entries()) await saveProduct(n + 1, product);
  const before = await search({ text: 'lap desk ' });
  await removeProduct(5, 'Foldable Lap Desk');
  return {
    before,
    after: await search({ text: 'lap desk ' }),
    laptops: await search({ text: 'laptops ' }),
    typing: (await search({ text: 'lap' })).total,
    stem: (await search({ text: 'worked ' })).hits,
    cheap: await search({ text: 'laptop ', category: 'Accessories', maxPrice: 30 }),
    between: (await search({ text: 'laptop ', minPrice: 30, maxPrice: 100 })).hits,
    pages: [await pageByPrice({ text: 'laptop ' }, 0, 2), await pageByPrice({ text: 'laptop ' }, 1, 2)],
    dearest: await pageByPrice({ text: 'laptop ', minPrice: 30 }, 0, 2, 'DESC'),
    categories: await countByCategory({ text: 'laptop ' }),
    odd: await Promise.all(
      ['foo(', 'wi-fi ', '*', '@price:[0 10]|laptop '].map(async (text) => (await search({ text })).total),
    ),
    completed: await complete('wirless'),
    gone: await complete('foldable'),
  };
}

async function withPostings(): Promise<unknown> {
  for (const [n, product] of PRODUCTS.entries()) await writeProduct(n + 1, product);
  const before = await searchPostings('lap desk');
  await Promise.all([4, 5].map((id) => writeProduct(id, undefined)));
  await writeProduct(4, { ...PRODUCTS[3]!, name: 'Mesh Router' });
  return {
    before,
    after: await searchPostings('lap desk'),
    renamed: [(await searchPostings('wi-fi')).total, (await searchPostings('mesh')).total],
    laptops: await searchPostings('laptops'),
    stem: (await searchPostings('worked')).total,
    cheap: await countPostings('laptop', 'Accessories', 0, 30),
    dear: await countPostings('laptop', 'Accessories', 50),
    odd: await Promise.all(
      ['foo(', '*', '@price:[0 10]|laptop'].map(async (text) => (await searchPostings(text)).total),
    ),
    completed: await completeWord('lap'),
  };
}

async function main(): Promise<void> {
  const [known] = (await redis.call('COMMAND', 'INFO', 'FT.SEARCH')) as unknown[];
  console.log(JSON.stringify({ search: known ? await withSearch() : null, postings: await withPostings() }));
}

await main().finally(() => redis.quit());
