// A leaderboard on sorted sets with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'leaderboard'
// #tabstop topPlayers(count = [[10]] <- {top}
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: all boards of one game lie in one cluster slot, so that a script may change them together.
const game = `${process.env.KEY_PREFIX ?? 'leaderboard'}:{game}`;
const allTime = `${game}:board:all`;

function periodBoards(now = new Date()): { day: string; week: string } {
  const date = now.toISOString().slice(0, 10); // UTC, so that every server means the same day
  const thursday = new Date(now.getTime() + (4 - (now.getUTCDay() || 7)) * 86_400_000);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / 604_800_000) + 1;
  return {
    day: `${game}:board:day:${date}`,
    week: `${game}:board:week:${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`,
  };
}
// #endregion

// #region score
const SCORE = `
-- Counts a win once, on every board, however often it is sent.
-- KEYS  all-time board, day board, week board, marker of the event
-- ARGV  player, points, seconds the event is remembered, seconds the day, the week and the all-time board live (0: for ever)
-- Answers the player's all-time score, or nil when the event was counted before.
-- What a script has written stays when a later command fails, so points are checked before the event is remembered.
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR points must be a whole number of at most 15 digits')
end
if not redis.call('SET', KEYS[4], 1, 'NX', 'EX', ARGV[3]) then
  return false
end
local function add(board, seconds)
  local score = redis.call('ZINCRBY', board, ARGV[2], ARGV[1])
  if tonumber(seconds) > 0 and redis.call('TTL', board) < 0 then
    redis.call('EXPIRE', board, seconds)
  end
  return score
end
add(KEYS[2], ARGV[4])
add(KEYS[3], ARGV[5])
return add(KEYS[1], ARGV[6])
`;

const DAY_SECONDS = 86_400;
redis.defineCommand('countWin', { numberOfKeys: 4, lua: SCORE });

/** Adds the points to every board, once per event id. Answers the all-time score, or null when it was counted before. */
async function countWin(player: string, points: number, eventId: string): Promise<number | null> {
  const { day, week } = periodBoards();
  const score = await command('countWin')(
    ...[allTime, day, week, `${game}:event:${eventId}`],
    ...[player, points, DAY_SECONDS, 8 * DAY_SECONDS, 60 * DAY_SECONDS, 0],
  );
  return score === null ? null : Number(score);
}
// #endregion

// #region top
/** The best, with their scores: O(log N + count). */
async function topPlayers(count = 10): Promise<{ player: string; score: number }[]> {
  return toPlayers(await redis.zrange(allTime, 0, String(count - 1), 'REV', 'WITHSCORES'));
}
// #endregion

// #region rank
/** A player's place with ties broken by name, and with ties shared; null for a player who is not on the board. */
async function placeOf(player: string): Promise<{ score: number; ordinal: number; shared: number } | null> {
  const [rank, score] = await Promise.all([redis.zrevrank(allTime, player), redis.zscore(allTime, player)]);
  if (rank === null || score === null) return null; // ZREVRANK is 0-based, and nil is not 0
  const ahead = await redis.zcount(allTime, `(${score}`, '+inf');
  return { score: Number(score), ordinal: rank + 1, shared: ahead + 1 };
}
// #endregion

// #region around
const AROUND = `
-- The players around one, best first.
-- KEYS  board
-- ARGV  player, how many on each side
-- Answers the 0-based rank of the first of them and [member, score, ...], or nil when the player is not on the board.
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not rank then
  return false
end
local first = math.max(0, rank - tonumber(ARGV[2]))
return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'REV', 'WITHSCORES') }
`;

redis.defineCommand('playersAround', { numberOfKeys: 1, lua: AROUND });

/** The players around one, read at one moment; null for a player who is not on the board. */
async function playersAround(
  player: string,
  each = 3,
): Promise<{ place: number; player: string; score: number }[] | null> {
  const reply = (await command('playersAround')(allTime, player, each)) as [number, string[]] | null;
  if (reply === null) return null;
  const [first, flat] = reply;
  return toPlayers(flat).map((ranked, index) => ({ place: first + index + 1, ...ranked }));
}
// #endregion

// #region range
/** Places `from` to `to`, both included and counted from 1. */
async function places(from: number, to: number): Promise<{ player: string; score: number }[]> {
  return toPlayers(await redis.zrange(allTime, from - 1, String(to - 1), 'REV', 'WITHSCORES'));
}
// #endregion

// #region percentile
/** The share of the others who have fewer points, in per cent; null for a player who is not on the board. */
async function percentile(player: string): Promise<number | null> {
  const [score, players] = await Promise.all([redis.zscore(allTime, player), redis.zcard(allTime)]);
  if (score === null) return null;
  const behind = await redis.zcount(allTime, '-inf', `(${score}`);
  return players <= 1 ? 100 : (100 * behind) / (players - 1);
}
// #endregion

// #region periods
/** The best hundred of the last seven days added up. O(N) on the server, so the result is kept for a minute. */
async function lastSevenDays(count = 10): Promise<{ player: string; score: number }[]> {
  const target = `${game}:board:last7days`;
  const read = () => redis.zrange(target, 0, String(count - 1), 'REV', 'WITHSCORES');
  const kept = await read();
  if (kept.length > 0) return toPlayers(kept);
  const days = Array.from(
    { length: 7 },
    (_, back) => periodBoards(new Date(Date.now() - back * DAY_SECONDS * 1000)).day,
  );
  const union = redis.multi().zunionstore(target, days.length, ...days);
  await allOf(union.zremrangebyrank(target, 0, -101).expire(target, 60));
  return toPlayers(await read());
}
// #endregion

// #region best
/** A board of best scores: a lower one changes nothing (GT). It keeps the best thousand; one who fell off comes back with a better score. */
async function offerBest(player: string, score: number): Promise<void> {
  const board = `${game}:board:best`;
  await allOf(redis.multi().zadd(board, 'GT', score, player).zremrangebyrank(board, 0, -1001));
}
// #endregion

// #region ties
const FIRST_TO_REACH = `
-- Adds points on a board where, of equal points, the one who had them first is ahead.
-- KEYS  board, points by player
-- ARGV  player, points, start of the season in seconds since the epoch, seconds both keys live (0: for ever)
-- A score is points * 2^25 + the seconds left of a season of 388 days: 28 + 25 bits, which a double holds exactly.
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
local points = before + ARGV[2]
if points % 1 ~= 0 or points < 0 or points > 268435455 then
  return redis.error_reply('ERR points out of range')
end
if points == before then
  return points
end
local elapsed = math.min(33554431, math.max(0, redis.call('TIME')[1] - tonumber(ARGV[3])))
redis.call('HSET', KEYS[2], ARGV[1], points)
redis.call('ZADD', KEYS[1], points * 33554432 + (33554431 - elapsed), ARGV[1])
if tonumber(ARGV[4]) > 0 then
  for _, key in ipairs(KEYS) do
    if redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, ARGV[4])
    end
  end
end
return points
`;

redis.defineCommand('reachFirst', { numberOfKeys: 2, lua: FIRST_TO_REACH });

/** Adds points on a board where, of equal points, the one who had them first is ahead. Answers the player's points. */
async function reachFirst(player: string, points: number, seasonStart: Date): Promise<number> {
  const start = Math.floor(seasonStart.getTime() / 1000);
  const keys = [`${game}:board:season`, `${game}:points:season`];
  return Number(await command('reachFirst')(...keys, player, points, start, 0));
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

// #region helpers
/** [member, score, member, score, ...] as objects. */
function toPlayers(flat: string[]): { player: string; score: number }[] {
  return Array.from({ length: flat.length / 2 }, (_, n) => ({ player: flat[2 * n]!, score: Number(flat[2 * n + 1]) }));
}
// #endregion

async function main(): Promise<void> {
  for (let n = 1; n <= 100; n += 1) await countWin(`player:${n}`, n * 10, `win-${n}`);
  const repeated = await countWin('player:100', 1000, 'win-100');
  await reachFirst('anna', 500, new Date(Date.UTC(new Date().getUTCFullYear(), 0, 1)));
  for (const score of [300, 500, 400]) await offerBest('anna', score);
  console.log(
    JSON.stringify({
      repeated,
      top: await topPlayers(),
      place: await placeOf('player:42'),
      nobody: await placeOf('nobody'),
      around: await playersAround('player:42', 2),
      page: await places(41, 50),
      percentile: await percentile('player:42'),
      lastSevenDays: await lastSevenDays(3),
    }),
  );
}

await main().finally(() => redis.quit());
