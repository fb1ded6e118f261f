import { encodeBytes } from '../../../src/protocol/bytes';
import type {
  LabConnection,
  LabContract,
  LabKey,
  LabLive,
  LabPattern,
  LabState,
  LabTraceEntry,
} from '../../../src/protocol/lab';
import type { Handlers } from '../../../src/protocol/rpc';

export type LabLoad = LabContract['requests']['load']['result'];

const BOARD = 'redis-patterns:leaderboard:{8f3a}:board:all';
const PLAYERS = [
  ['indigo-falcon-42', 48_210],
  ['amber-lynx-17', 47_930],
  ['jade-otter-208', 41_050],
  ['teal-raven-5', 38_400],
  ['coral-fox-311', 31_220],
  ['olive-heron-64', 27_840],
  ['hazel-marten-99', 21_600],
  ['ruby-stoat-12', 19_990],
  ['ivory-owl-730', 12_480],
  ['ebony-wolf-3', 9_730],
] as const;

const CODE = `import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
const board = 'leaderboard:all';

// #region count
/** A win counts once, however often the request is repeated. */
export async function win(player: string, points: number, event: string): Promise<number> {
  const first = await redis.set(\`event:\${event}\`, 1, 'EX', 86_400, 'NX');
  if (first === null) return Number(await redis.zscore(board, player));
  return Number(await redis.zincrby(board, points, player));
}
// #endregion

// #region top
export async function top(count: number): Promise<string[]> {
  return redis.zrange(board, 0, count - 1, 'REV', 'WITHSCORES');
}
// #endregion
`;

export const pattern: LabPattern = {
  id: 'leaderboard',
  title: 'Leaderboard',
  summary:
    'Ranks millions of players as their scores change: the top, one’s own place and one’s neighbours, without sorting a table.',
  parameters: {
    players: {
      kind: 'number',
      title: 'Players',
      description: 'How many players the all-time board is filled with.',
      default: 1000,
      min: 10,
      max: 1_000_000,
    },
    top: {
      kind: 'number',
      title: 'Shown',
      description: 'How many of the best the live view shows.',
      default: 10,
      min: 3,
      max: 50,
      unit: 'players',
    },
    follow: {
      kind: 'text',
      title: 'Followed player',
      description: 'Whose place and neighbours are looked at.',
      default: 'lilac-owl-42',
      maxLength: 100,
    },
    ties: {
      kind: 'choice',
      title: 'Ties',
      description: 'Who stands first among equals.',
      default: 'name',
      choices: [
        { value: 'name', title: 'By name' },
        { value: 'first', title: 'First to reach' },
      ],
    },
  },
  variants: [
    { id: 'zset', title: 'Sorted set' },
    {
      id: 'search',
      title: 'Search index',
      unavailable: 'This server has no Search commands. Redis 8 or Redis Stack has them.',
    },
  ],
  steps: [
    {
      id: 'count',
      title: 'Count a win once',
      teaches: 'An event id makes a repeated request harmless: a retry after a timeout does not count twice.',
      region: 'count',
    },
    {
      id: 'top',
      title: 'The best ten',
      teaches: 'A sorted set is always sorted: reading the top costs the same however many play.',
      region: 'top',
    },
    {
      id: 'place',
      title: 'Rank without a table scan',
      teaches: 'ZREVRANK walks a skip list, so one’s own place costs O(log N).',
    },
  ],
  live: { title: 'Players win at random.', unit: 'wins', rate: { default: 20, max: 1000 } },
  comparison: {
    traditional: { title: 'A table with an index', code: 'SELECT COUNT(*) + 1 FROM players WHERE score > 2410;\n' },
    redis: { title: 'One sorted set', code: 'ZREVRANK board:all lilac-owl-42\n' },
    costs: [{ operation: 'Place of a player', traditional: 'O(rank)', redis: 'O(log N)' }],
  },
  experiment: {
    load: {
      wins: {
        kind: 'number',
        title: 'Wins',
        description: 'How many come at once.',
        default: 200,
        min: 2,
        max: 1000,
      },
    },
    naive: 'read, add, write back',
    right: 'ZINCRBY',
  },
  makes: [
    { name: 'board:all', type: 'zset', holds: 'every player’s score' },
    { name: 'board:day:*', type: 'zset', holds: 'one day’s scores' },
  ],
  lesson: '# Leaderboard',
  snippets: [
    {
      client: 'ioredis',
      title: 'ioredis (TypeScript)',
      languageId: 'typescript',
      code: CODE,
      regions: { count: { start: 6, end: 12 }, top: { start: 15, end: 18 } },
    },
    {
      client: 'redis-py',
      title: 'redis-py (Python)',
      languageId: 'python',
      code: 'import redis  # client\n\nr = redis.Redis()\n',
      regions: {},
    },
  ],
};

export const connection: LabConnection = {
  ...{ id: 'shop', name: 'shop-dev', address: 'localhost:6379', environment: 'development', readOnly: false },
  ...{ server: 'Redis 7.4 Stack', state: 'ready' },
};

export const fresh: LabState = {
  parameters: { players: 1000, top: 10, follow: 'lilac-owl-42', ties: 'name' },
  ...{ variant: 'zset', scaffolded: false, stepResults: {}, nextStep: 'count' },
  ...{ load: { wins: 200 }, question: 'Do concurrent wins get lost?' },
};

export const halfway: LabState = {
  ...fresh,
  ...{ scaffolded: true, nextStep: 'place', notice: 'Ran 2 steps in 5 round trips.' },
  stepResults: {
    count: {
      summary: 'lilac-owl-42 won 100 points; the repeated request changed nothing.',
      figures: [{ label: 'Score', value: 2410, unit: 'points' }],
    },
    top: { summary: 'indigo-falcon-42 leads with 48 210 points, read in one round trip.' },
  },
};

export const measured: LabState = {
  ...halfway,
  experiment: {
    load: { wins: 200 },
    naive: [
      { label: 'wins lost', value: 187, tone: 'bad' },
      { label: 'wins sent', value: 200 },
      { label: 'round trips', value: 400 },
    ],
    right: [
      { label: 'wins lost', value: 0, tone: 'good' },
      { label: 'wins sent', value: 200 },
      { label: 'round trips', value: 200 },
    ],
    rules: [
      { text: 'Every win counts', lane: 'right', holds: true },
      { text: 'Read, add, write back loses wins', lane: 'naive', holds: true },
      { text: 'Both lanes see the same load', lane: 'both', holds: false },
    ],
    explanation:
      'Two clients that read the same score both write it back: one of the two wins is lost. ZINCRBY adds on the server, where nothing comes between.',
  },
};

export function live(now: number, scores: readonly (readonly [string, number])[] = PLAYERS): LabLive {
  const source = { command: `ZRANGE ${BOARD} 0 9 REV WITHSCORES`, at: now };
  const rows = [...scores]
    .sort(([, a], [, b]) => b - a)
    .map(([id, value], at) => ({ id, label: id, rank: at + 1, value, emphasis: false }));
  return {
    readAt: now,
    blocks: [
      {
        kind: 'ranking',
        title: 'All-time board',
        unit: 'points',
        source,
        rows: [...rows, { id: 'lilac-owl-42', label: 'lilac-owl-42', rank: 412, value: 2410, emphasis: true }],
      },
      {
        kind: 'figures',
        title: 'In numbers',
        figures: [
          { label: 'Players', value: 1000, source: { command: `ZCARD ${BOARD}`, at: now } },
          { label: 'Score of lilac-owl-42', value: 2410, unit: 'points', source },
          { label: 'Better than', value: 58.8, unit: '%', source },
        ],
      },
    ],
    keys: [
      key(BOARD, 'zset', now, 1000, 3_540_000),
      key('redis-patterns:leaderboard:{8f3a}:board:day:2026-11-23', 'zset', now, 240, 59_400),
      key('redis-patterns:leaderboard:{8f3a}:event:win-1', 'string', now, 1, 9_500),
      key('redis-patterns:leaderboard:{8f3a}:settings', 'hash', now, 4),
    ],
  };
}

export const players = PLAYERS;

export function key(name: string, type: string, readAt: number, size?: number, ttlMs?: number): LabKey {
  const bytes = encodeBytes(new TextEncoder().encode(name));
  return { key: bytes, type, readAt, ...(size !== undefined && { size }), ...(ttlMs !== undefined && { ttlMs }) };
}

export function trace(now: number): LabTraceEntry[] {
  const sent: [origin: string, roundTrip: number, command: string, reply: string, ms: number][] = [
    ['scaffold', 1, `ZADD ${BOARD} 48210 indigo-falcon-42 47930 amber-lynx-17 … 996 more`, '(integer) 1000', 3.8],
    ['scaffold', 1, `EXPIRE ${BOARD} 3600`, '(integer) 1', 3.8],
    ['count', 2, 'SET redis-patterns:leaderboard:{8f3a}:event:win-1 1 EX 86400 NX', '"OK"', 0.42],
    ['count', 3, `ZINCRBY ${BOARD} 100 lilac-owl-42`, '"2410"', 0.31],
    ['count', 4, 'SET redis-patterns:leaderboard:{8f3a}:event:win-1 1 EX 86400 NX', '(nil)', 0.29],
    ['count', 5, `ZINCRBY ${BOARD} abc lilac-owl-42`, '(error) ERR value is not a valid float', 0.3],
    [
      'top',
      6,
      `ZRANGE ${BOARD} 0 9 REV WITHSCORES`,
      '1) "indigo-falcon-42" 2) "48210" 3) "amber-lynx-17" … 17 more',
      0.55,
    ],
  ];
  return sent.map(([origin, roundTrip, command, reply, durationMs], id) => ({
    ...{ id, origin, roundTrip, command, reply, durationMs, startedAt: now, failed: reply.startsWith('(error)') },
  }));
}

/** A host that answers `load` as told, every other request with nothing, and remembers what it was asked. */
export function labHost(load: () => LabLoad): { handlers: Handlers<LabContract>; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const record = (method: string) => (params: unknown) => {
    asked.push([method, params]);
    return null;
  };
  const names = [
    ...([
      'setParameter',
      'setLoad',
      'setVariant',
      'scaffold',
      'run',
      'live',
      'steerLive',
      'experiment',
      'cleanUp',
      'stop',
    ] as const),
    ...([
      'insertSnippet',
      'scaffoldProject',
      'copyText',
      'openKey',
      'openLesson',
      'reconnect',
      'editConnection',
      'showLog',
    ] as const),
  ];
  const others = Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as Omit<
    Handlers<LabContract>,
    'load'
  >;
  return { handlers: { load, ...others }, asked };
}
