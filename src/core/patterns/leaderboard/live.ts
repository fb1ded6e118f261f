import { ensureLoaded, scriptCommand } from '../../redis/scripts';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { LiveTraffic } from '../contract';
import type { ParameterValues } from '../parameters';
import { boardsAt } from './boards';
import type { parameters } from './parameters';
import { playerName } from './players';
import { scoreScript } from './scripts';

/** Every tenth win is sent twice, as by a client that saw no answer: it must not count twice. */
const SENT_AGAIN = 10;
/** Seconds that the id of an event is remembered: longer than any client tries again. */
const EVENT_SECONDS = 60;

export const live: LiveTraffic<ParameterValues<typeof parameters>> = {
  title: 'Players win points; the better ones win more often, and one win of ten is sent twice.',
  unit: 'wins',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { keys, clock, random, parameters: values, ttlSeconds, redis, signal } = context;
    const { all, day, week } = boardsAt(keys, clock.now());
    const eventSeconds = Math.min(EVENT_SECONDS, ttlSeconds);
    const wins = Array.from({ length: count }, (_, index) => {
      const player = playerName(Math.floor(random.next() ** 3 * values.players));
      const event = keys.of('event', random.hex(8));
      const points = 1 + Math.floor(random.next() * 2 * values.points);
      const args = [player, points, eventSeconds, ttlSeconds, ttlSeconds, ttlSeconds];
      const command = scriptCommand(scoreScript, [all, day, week, event], args);
      return index % SENT_AGAIN === SENT_AGAIN - 1 ? [command, command] : [command];
    }).flat();
    await ensureLoaded(redis, [scoreScript], { signal });
    const replies = await redis.pipeline(wins, { signal });
    const refused = replies.findIndex((reply) => reply instanceof ReplyError);
    const refusal = replies[refused];
    if (refusal instanceof ReplyError) throw serverError(refusal, wins[refused] ?? ['EVALSHA']);
    const again = replies.filter((reply) => reply === null).length;
    return { Counted: replies.length - again, 'Sent again, not counted': again };
  },
};
