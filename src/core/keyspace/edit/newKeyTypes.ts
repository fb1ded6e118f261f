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
const whole = (text: string): string | undefined =>
  /^\d{1,15}$/.test(text) ? undefined : 'Enter a whole number from 0 on.';

function json(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
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
    questions: [{ prompt: 'Milliseconds that samples are kept; 0 for ever.', value: '0', validate: whole }],
    command: ([retention = '0']) => ['TS.CREATE', 'RETENTION', retention],
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
      {
        prompt: 'How many elements it is made for.',
        value: '10000',
        validate: number(1, 2 ** 30, 'a number from 1 on'),
      },
    ],
    command: ([rate = '', capacity = '']) => ['BF.RESERVE', rate.trim(), capacity.trim()],
  },
];
