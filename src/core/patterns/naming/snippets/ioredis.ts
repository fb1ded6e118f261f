// Names that can be browsed, kept together and listed, with ioredis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'app'
// #region imports
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
const NAMED_KEPT = 3600; // seconds
// #endregion

// #region names
/** One place makes all names: object, id, part. An id that holds braces or blanks would end up somewhere else. */
function nameOf(object: string, id: string, ...parts: string[]): string {
  for (const part of [object, id, ...parts]) {
    if (!/^[\w.-]+$/.test(part)) throw new RangeError(`"${part}" cannot be part of a key's name`);
  }
  return [process.env.KEY_PREFIX ?? 'app', `{${object}:${id}}`, ...parts].join(':');
}
// #endregion

// #region tags
/** All of a user's keys share the tag {user:<id>}, so one transaction changes them, in a cluster too. */
async function saveUser(id: string, profile: object): Promise<void> {
  const replies = await redis
    .multi()
    .set(nameOf('user', id, 'profile'), JSON.stringify(profile), 'EX', NAMED_KEPT)
    .set(nameOf('user', id, 'cart'), '[]', 'EX', NAMED_KEPT)
    .exec();
  for (const [error] of replies ?? []) if (error) throw error;
}
// #endregion

// #region list
/** Opens a session and notes it in the set of the user's sessions, in the same transaction. */
async function openSession(user: string): Promise<string> {
  const id = randomUUID();
  const index = nameOf('user', user, 'sessions');
  const session = nameOf('user', user, 'session', id);
  await allOf(redis.multi().set(session, 'open', 'EX', NAMED_KEPT).sadd(index, id).expire(index, NAMED_KEPT));
  return id;
}

/** A user's sessions, without looking at anybody else's keys; those that have expired are taken off the list. */
async function openSessionsOf(user: string): Promise<string[]> {
  const index = nameOf('user', user, 'sessions');
  const ids = await redis.smembers(index);
  if (ids.length === 0) return [];
  const states = await redis.mget(ids.map((id) => nameOf('user', user, 'session', id)));
  const gone = ids.filter((_, n) => states[n] === null);
  if (gone.length > 0) await redis.srem(index, ...gone);
  return ids.filter((_, n) => states[n] !== null);
}
// #endregion

// #region length
/** Bytes that a key takes, its name included; null when there is none. */
async function bytesOf(key: string): Promise<number | null> {
  return redis.memory('USAGE', key);
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

async function main(): Promise<void> {
  await saveUser('42', { name: 'Ann' });
  const opened = [await openSession('42'), await openSession('42'), await openSession('42')];
  await redis.unlink(nameOf('user', '42', 'session', opened[0] ?? ''));
  const sessions = await openSessionsOf('42');
  const bytes = await bytesOf(nameOf('user', '42', 'profile'));
  let refused = false;
  try {
    nameOf('user', '4}2');
  } catch {
    refused = true;
  }
  console.log(JSON.stringify({ sessions: sessions.length, bytes: (bytes ?? 0) > 40, refused }));
}

await main().finally(() => redis.quit());
