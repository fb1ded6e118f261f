import type { Command } from '../../redis/reply';
import { asArray, asNumber, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { LiveTraffic } from '../contract';
import { taggedKey } from './names';
import type { NamingValues } from './parameters';

/** Commands that each event sends: MULTI, two changes, two TTLs, a look at the list, EXEC. */
const FRAME = 7;

export const live: LiveTraffic<NamingValues> = {
  title: 'Users put things into their carts; profile, cart and list are read and changed in one transaction each.',
  unit: 'changes',
  rate: { default: 20, max: 500 },
  async events(context, count) {
    const { random, parameters, redis, signal, ttlSeconds } = context;
    const users = Array.from({ length: count }, () => Math.floor(random.next() * parameters.users));
    const commands = users.flatMap((user): Command[] => [
      ['MULTI'],
      ['SET', taggedKey(context, user, 'profile'), `user ${String(user)}`, 'EX', ttlSeconds],
      ['INCR', taggedKey(context, user, 'cart')],
      ['EXPIRE', taggedKey(context, user, 'cart'), ttlSeconds],
      ['SCARD', taggedKey(context, user, 'sessions')],
      ['EXPIRE', taggedKey(context, user, 'sessions'), ttlSeconds],
      ['EXEC'],
    ]);
    const replies = await redis.pipeline(commands, { signal });
    const ended = replies.filter((_, index) => index % FRAME === FRAME - 1);
    let sessions = 0;
    for (const reply of ended) {
      if (reply instanceof ReplyError) throw serverError(reply, ['EXEC']);
      if (asNumber(asArray(reply)[3] ?? null) > 0) sessions += 1;
    }
    return { 'Changed by users with sessions': sessions, 'Changed by others': count - sessions };
  },
};
