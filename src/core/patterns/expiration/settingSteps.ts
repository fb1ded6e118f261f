import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { asArray, asNumber, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { Step, StepResult } from '../contract';
import { transaction } from '../kit/transaction';
import type { ExpirationContext, ExpirationValues } from './parameters';

type ExpirationStep = Step<ExpirationValues>;

/** What a token is given, of which the demo may take less. */
const TOKEN_SECONDS = 300;

export const together: ExpirationStep = {
  id: 'together',
  title: 'Value and TTL in one command',
  teaches:
    'SET with EX writes both or nothing. SET and then EXPIRE are two: whoever crashes, or loses the connection, between them leaves a key that lives for ever. SETEX does the same as SET … EX and has been deprecated since 2.6.12.',
  region: 'together',
  async run(context) {
    const key = context.keys.of('token');
    const [, left] = await transaction(context, [
      ['SET', key, 'value', 'EX', tokenSeconds(context)],
      ['TTL', key],
    ]);
    const seconds = asNumber(left ?? null);
    return {
      summary: `One command wrote the token, which expires in ${String(seconds)} s.`,
      figures: [{ label: 'TTL of the token', value: seconds, unit: 's', tone: seconds > 0 ? 'good' : 'bad' }],
    };
  },
};

export const plainSet: ExpirationStep = {
  id: 'plainSet',
  title: 'A plain SET takes the TTL away',
  teaches:
    'SET replaces the key, its TTL included, so one careless update makes a temporary key immortal. KEEPTTL leaves the TTL as it is; so do INCR, HSET, APPEND and all that change a value in place.',
  region: 'plainSet',
  async run(context) {
    const key = context.keys.of('token');
    const seconds = tokenSeconds(context);
    // In one transaction, so that nothing of the demo is without a TTL once others can see it.
    const replies = await transaction(context, [
      ['SET', key, 'first', 'EX', seconds],
      ['SET', key, 'second'],
      ['TTL', key],
      ['SET', key, 'third', 'EX', seconds],
      ['SET', key, 'fourth', 'KEEPTTL'],
      ['TTL', key],
    ]);
    const plain = asNumber(replies[2] ?? null);
    const kept = asNumber(replies[5] ?? null);
    return {
      summary: `After a plain SET the TTL was ${String(plain)}, which means none; after SET … KEEPTTL it was ${String(kept)} s.`,
      figures: [
        { label: 'TTL after a plain SET', value: plain, tone: 'bad' },
        { label: 'TTL after SET … KEEPTTL', value: kept, unit: 's', tone: 'good' },
      ],
    };
  },
};

export const sliding: ExpirationStep = {
  id: 'sliding',
  title: 'Reading prolongs',
  teaches:
    'GETEX reads and sets the TTL in one command: what is used stays, what is not goes. GET and then EXPIRE may prolong another value than the one that was read.',
  region: 'sliding',
  async run(context) {
    const key = context.keys.of('token');
    const seconds = tokenSeconds(context);
    const replies = await transaction(context, [
      ['SET', key, 'value', 'EX', Math.max(1, Math.floor(seconds / 2))],
      ['TTL', key],
      ['GETEX', key, 'EX', seconds],
      ['TTL', key],
    ]);
    const [before, after] = [asNumber(replies[1] ?? null), asNumber(replies[3] ?? null)];
    return {
      summary: `The token had ${String(before)} s left; GETEX read it and gave it ${String(after)} s.`,
      figures: [
        { label: 'TTL before', value: before, unit: 's' },
        { label: 'TTL after GETEX', value: after, unit: 's' },
      ],
    };
  },
};

/** Each asks EXPIRE for a change of a TTL of half the time; the demo's time is what the key has to begin with. */
export const conditions: ExpirationStep = {
  id: 'conditions',
  title: 'A TTL only if: NX, XX, GT, LT',
  teaches:
    'EXPIRE … NX sets a TTL only where there is none, XX only where there is one, GT only a longer and LT only a shorter one. So a counter gets its window once, and no late message shortens a life. Since Redis 7.',
  region: 'conditions',
  async run(context) {
    const key = context.keys.of('conditions');
    const seconds = tokenSeconds(context);
    const half = Math.max(1, Math.floor(seconds / 2));
    const asked: readonly Command[] = [
      ['EXPIRE', key, half, 'NX'],
      ['EXPIRE', key, half, 'GT'],
      ['EXPIRE', key, half, 'LT'],
      ['EXPIRE', key, seconds, 'XX'],
    ];
    const commands: readonly Command[] = [['MULTI'], ['SET', key, 1, 'EX', seconds], ...asked, ['TTL', key], ['EXEC']];
    const replies = await context.redis.pipeline(commands, { signal: context.signal });
    return toldConditions(replies.at(-1) ?? null, replies[2] ?? null, asked);
  },
};

/** What the replies of EXEC, and of the first EXPIRE when it was queued, say. Throws when it was refused for another reason. */
export function toldConditions(
  executed: Awaited<ReturnType<ExpirationContext['redis']['pipeline']>>[number],
  first: Awaited<ReturnType<ExpirationContext['redis']['pipeline']>>[number],
  asked: readonly Command[],
): StepResult {
  const refusal = [first, executed, ...(Array.isArray(executed) ? asArray(executed) : [])].find(
    (reply) => reply instanceof ReplyError,
  );
  if (refusal instanceof ReplyError) {
    // Before 7.0 EXPIRE takes two arguments and no more.
    if (!/wrong number of arguments/i.test(refusal.message)) throw serverError(refusal, asked[0] ?? ['EXPIRE']);
    return {
      summary:
        'This server is older than Redis 7 and knows no conditions: 0 of 4 were tried; there, a script asks TTL first.',
    };
  }
  if (executed === null) throw new CodedError('TRY_AGAIN', 'The transaction was not carried out. Try again.');
  const results = asArray(executed)
    .slice(1, 1 + asked.length)
    .map((reply) => asNumber(reply));
  const figures = asked.map((command, index) => ({
    label: `EXPIRE … ${String(command[3])}`,
    value: results[index] === 1 ? 'changed' : 'left as it was',
  }));
  const changed = results.filter((result) => result === 1).length;
  return {
    summary: `The key had a TTL and was to get half of it: NX and GT refused, LT and XX agreed, ${String(changed)} of ${String(asked.length)}.`,
    figures,
  };
}

function tokenSeconds({ ttlSeconds }: ExpirationContext): number {
  return Math.min(TOKEN_SECONDS, ttlSeconds);
}
