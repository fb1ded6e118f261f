import type { Command } from '../../redis/reply';
import { asArray, asText, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { LiveTraffic } from '../contract';
import type { MemoryValues } from './parameters';
import { formOf, hash } from './shapes';

/** Of a hundred users who write something about themselves, so many write more than a compact hash may hold. */
const LONG_PERCENT = 2;
/** Beyond the usual limit of 64 bytes for a value. */
const LONG_BYTES = 100;
/** Commands that each event sends: MULTI, HSET, EXPIRE, OBJECT ENCODING, EXEC. */
const FRAME = 5;

export const live: LiveTraffic<MemoryValues> = {
  title: 'Users change a field; a few write more than a compact hash may hold.',
  unit: 'changes',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { random, parameters, redis, signal, ttlSeconds } = context;
    const form = formOf(context);
    const commands = Array.from({ length: count }).flatMap((): Command[] => {
      const [key = ''] = hash.keys(form, Math.floor(random.next() * parameters.entities));
      const long = random.next() * 100 < LONG_PERCENT;
      return [
        ['MULTI'],
        ['HSET', key, 'field0', 'v'.repeat(long ? LONG_BYTES : 10)],
        ['EXPIRE', key, ttlSeconds],
        ['OBJECT', 'ENCODING', key],
        ['EXEC'],
      ];
    });
    const replies = await redis.pipeline(commands, { signal });
    const ended: Record<string, number> = {};
    for (const reply of replies.filter((_, index) => index % FRAME === FRAME - 1)) {
      if (reply instanceof ReplyError) throw serverError(reply, ['EXEC']);
      const encoding = `In a ${asText(asArray(reply)[2] ?? null)}`;
      ended[encoding] = (ended[encoding] ?? 0) + 1;
    }
    return ended;
  },
};
