import { once } from 'node:events';
import { connect } from 'node:net';
import type { Random } from '../../src/core/base/random';
import { seededRandom } from '../../src/core/base/random';

/** What a session has left, in seconds: far more than a bench takes, so that nothing dies while it is counted. */
const SESSION_TTL = 86_400;
/** Bytes that are written in one go. */
const BATCH = 1 << 20;

type Command = readonly (string | number)[];

interface Share {
  /** Of 100 keys. */
  readonly percent: number;
  make(id: number, random: Random): Command;
}

/**
 * The mix of the design card "performance": of a million names, half are users and sessions, 100 000 are in one flat
 * namespace, and the rest is 2 to 5 parts deep. 28 bytes a name on average.
 */
const MIX: readonly Share[] = [
  {
    percent: 25,
    make: (id) => ['HSET', `user:${padded(id)}:profile`, 'name', `User ${String(id)}`, 'plan', 'free'],
  },
  {
    percent: 25,
    make: (id, random) => ['SET', `session:${random.hex(20)}${String(id)}`, 'payload', 'EX', SESSION_TTL],
  },
  { percent: 18, make: (id) => ['SET', `product:${padded(id)}`, '{"price":100}'] },
  { percent: 7, make: (id, random) => ['ZADD', `leaderboard:${game(random)}:week:${String(id)}`, 1, 'a', 2, 'b'] },
  { percent: 15, make: (id, random) => ['SET', analyticsName(id, random), '1'] },
  { percent: 10, make: (id) => ['SET', `flat:item-of-one-namespace-${padded(id)}`, '1'] },
];

/**
 * Writes `count` keys of the mix to the server at `port`, the same for the same `seed`, by raw pipelines: a million takes
 * seconds. Resolves when the server has answered the last command.
 * @throws with the server's words when a command is refused.
 */
export async function fillKeyspace(port: number, count: number, seed = 1): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let refusal: string | undefined;
  let tail = '';
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      const text = tail + chunk.toString('latin1');
      refusal ??= /^-(.*)\r$/m.exec(text)?.[1];
      // Replies are too short to matter but for the last, which the ECHO below makes.
      if (text.includes('keyspace is filled')) resolve();
      tail = text.slice(-100);
    });
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('The server closed the connection while it was filled.'));
    });
  });
  ended.catch(() => undefined);
  let batch = '';
  for (const command of commands(count, seed)) {
    batch += encode(command);
    if (batch.length < BATCH) continue;
    if (!socket.write(batch)) await Promise.race([once(socket, 'drain'), ended]);
    batch = '';
  }
  socket.write(batch + encode(['ECHO', 'keyspace is filled']));
  await ended;
  socket.destroy();
  if (refusal !== undefined) throw new Error(`The keyspace could not be filled: ${refusal}`);
}

/** The shares take turns, so that every prefix of the sequence has the mix. Ids count up, so that no name comes twice. */
function* commands(count: number, seed: number): Generator<Command> {
  const random = seededRandom(seed);
  const turns = MIX.flatMap((share) => Array.from({ length: share.percent }, () => share));
  for (let id = 0; id < count; id++) yield (turns[id % turns.length] ?? MIX[0])?.make(id, random) ?? [];
}

function padded(id: number): string {
  return String(id).padStart(8, '0');
}

function game(random: Random): string {
  return `game${String(Math.floor(random.next() * 40))}`;
}

function analyticsName(id: number, random: Random): string {
  const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(random.next() * 365))).toISOString().slice(0, 10);
  const parts = ['pages', 'shop', `section${String(id % 17)}`].slice(0, 1 + (id % 3));
  return `analytics:${day}:${parts.join(':')}:${String(id)}`;
}

function encode(command: Command): string {
  // All of it is ASCII: characters are bytes.
  return `*${String(command.length)}\r\n${command.map((arg) => `$${String(String(arg).length)}\r\n${String(arg)}\r\n`).join('')}`;
}
