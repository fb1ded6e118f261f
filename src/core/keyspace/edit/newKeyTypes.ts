import type { Feature } from '../../redis/capabilities';
import type { NewKey } from './createKey';

interface Question {
  readonly prompt: string;
  /** What is proposed. */
  readonly value?: string;
  /** What is wrong with the answer, in a sentence. */
  readonly validate?: (text: string) => string | undefined;
}

/** A type that a person can make a key of, with the least that such a key holds. */
export interface NewKeyType {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** What the server must have. */
  readonly requires?: Feature;
  readonly questions: readonly Question[];
  /** From the answers, in the order of the questions. */
  readonly command: (answers: readonly string[]) => NewKey['command'];
}

const number =
  (least: number, most: number, what: string) =>
  (text: string): string | undefined =>
    text.trim() !== '' && Number(text) >= least && Number(text) <= most ? undefined : `Enter ${what}.`;
const score = number(-Infinity, Infinity, 'a number');
const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): string | undefined => {
    if (/^ *\d{1,16} *$/.test(text) && Number(text) >= least && Number(text) <= most) return undefined;
    const words =
      most === Number.MAX_SAFE_INTEGER ? `from ${String(least)} on` : `from ${String(least)} to ${String(most)}`;
    return `Enter a whole number ${words}.`;
  };
/** More than one key is ever made for. */
const MOST_ITEMS = 2 ** 30;

function json(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function numbersOf(text: string): readonly string[] {
  return text.split(/[\s,[\]]+/).filter((word) => word !== '');
}

function vector(text: string): string | undefined {
  const numbers = numbersOf(text);
  return numbers.length > 0 && numbers.every((word) => Number.isFinite(Number(word)))
    ? undefined
    : 'Enter numbers: 0.1 0.5 -0.3.';
}

/** In the order they are offered in. More is written where the key is shown. */
export const newKeyTypes: readonly NewKeyType[] = [
  {
    ...{ id: 'string', title: 'String', detail: 'Text, a number, or any bytes' },
    questions: [{ prompt: 'The value; it may be empty.' }],
    command: ([value = '']) => ['SET', value],
  },
  {
    ...{ id: 'hash', title: 'Hash', detail: 'Fields with values: an object' },
    questions: [{ prompt: 'The name of the first field.' }, { prompt: 'The value of the field.' }],
    command: (pair) => ['HSET', ...pair],
  },
  {
    ...{ id: 'list', title: 'List', detail: 'Elements in order: a queue, the latest of something' },
    questions: [{ prompt: 'The first element.' }],
    command: (elements) => ['RPUSH', ...elements],
  },
  {
    ...{ id: 'set', title: 'Set', detail: 'Members, each once' },
    questions: [{ prompt: 'The first member.' }],
    command: (members) => ['SADD', ...members],
  },
  {
    ...{ id: 'zset', title: 'Sorted set', detail: 'Members in the order of their scores: a ranking' },
    questions: [{ prompt: 'The first member.' }, { prompt: 'Its score, a number.', value: '0', validate: score }],
    command: ([member = '', points = '0']) => ['ZADD', points.trim(), member],
  },
  {
    ...{ id: 'stream', title: 'Stream', detail: 'Entries that are added at the end and read by groups: a log' },
    questions: [{ prompt: 'The name of a field of the first entry.' }, { prompt: 'The value of the field.' }],
    command: (pair) => ['XADD', '*', ...pair],
  },
  {
    ...{ id: 'json', title: 'JSON', detail: 'A document that is read and changed by path', requires: 'json' },
    questions: [{ prompt: 'The document.', value: '{}', validate: json }],
    command: ([document = '{}']) => ['JSON.SET', '$', document],
  },
  {
    ...{ id: 'geo', title: 'Positions', detail: 'A sorted set of places, found by distance' },
    questions: [
      { prompt: 'The first place.' },
      { prompt: 'Its longitude, in degrees.', validate: number(-180, 180, 'degrees from -180 to 180') },
      {
        prompt: 'Its latitude, in degrees.',
        validate: number(-85.05112878, 85.05112878, 'degrees from -85.05112878 to 85.05112878, as far as Redis knows'),
      },
    ],
    command: ([place = '', longitude = '', latitude = '']) => ['GEOADD', longitude.trim(), latitude.trim(), place],
  },
  {
    ...{ id: 'hyperLogLog', title: 'HyperLogLog', detail: 'Counts what is unique in 12 kB, with an error of 0.81 %' },
    questions: [{ prompt: 'The first element.' }],
    command: (elements) => ['PFADD', ...elements],
  },
  {
    ...{ id: 'timeSeries', title: 'Time series', detail: 'Numbers by time', requires: 'timeSeries' },
    questions: [{ prompt: 'Milliseconds that samples are kept; 0 for ever.', value: '0', validate: whole(0) }],
    command: ([retention = '0']) => ['TS.CREATE', 'RETENTION', retention.trim()],
  },
  {
    ...{
      id: 'bloom',
      title: 'Bloom filter',
      detail: 'Whether something was seen, without keeping it',
      requires: 'bloom',
    },
    questions: [
      {
        ...{ prompt: 'The share of wrong "seen" answers, between 0 and 1.', value: '0.01' },
        validate: number(1e-9, 0.999, 'a number between 0 and 1'),
      },
      { prompt: 'How many elements it is made for.', value: '10000', validate: whole(1, MOST_ITEMS) },
    ],
    command: ([rate = '', capacity = '']) => ['BF.RESERVE', rate.trim(), capacity.trim()],
  },
  {
    ...{ id: 'cuckoo', title: 'Cuckoo filter', detail: 'As a Bloom filter, and can forget again', requires: 'cuckoo' },
    questions: [{ prompt: 'How many elements it is made for.', value: '10000', validate: whole(4, MOST_ITEMS) }],
    command: ([capacity = '']) => ['CF.RESERVE', capacity.trim()],
  },
  {
    ...{ id: 'topK', title: 'Top-K', detail: 'The most frequent of very many', requires: 'topK' },
    questions: [{ prompt: 'How many of the most frequent it keeps.', value: '10', validate: whole(1, 100_000) }],
    command: ([count = '']) => ['TOPK.RESERVE', ...topKShape(Number(count))],
  },
  {
    ...{
      id: 'countMin',
      title: 'Count-min sketch',
      detail: 'How often each of very many was counted, about',
      requires: 'countMin',
    },
    questions: [
      {
        prompt: 'By how much a count may be too high, as a share of all counts.',
        ...{ value: '0.001', validate: number(1e-6, 0.999, 'a number from 0.000001 to 0.999') },
      },
      {
        prompt: 'The share of counts that may be worse than that.',
        ...{ value: '0.01', validate: number(1e-9, 0.999, 'a number between 0 and 1') },
      },
    ],
    command: ([error = '', probability = '']) => ['CMS.INITBYPROB', error.trim(), probability.trim()],
  },
  {
    ...{ id: 'tDigest', title: 't-digest', detail: 'Percentiles of very many numbers', requires: 'tDigest' },
    questions: [
      { prompt: 'How exact: 100 is usual, more takes more memory.', value: '100', validate: whole(1, 10_000) },
    ],
    command: ([compression = '']) => ['TDIGEST.CREATE', 'COMPRESSION', compression.trim()],
  },
  {
    ...{ id: 'vectorSet', title: 'Vector set', detail: 'Elements found by the nearness of their vectors' },
    requires: 'vectorSet',
    questions: [
      { prompt: 'The first element.' },
      { prompt: 'Its vector, numbers with spaces between them; all others have as many.', validate: vector },
    ],
    command: ([element = '', text = '']) => ['VADD', 'VALUES', numbersOf(text).length, ...numbersOf(text), element],
  },
];

/** Width, depth and decay as the documentation of TOPK.RESERVE advises; those that it takes by itself are for few. */
function topKShape(count: number): readonly number[] {
  const width = Math.max(8, Math.ceil(count * Math.log(count)));
  return [count, width, Math.max(5, Math.ceil(Math.log(count))), 0.9];
}
