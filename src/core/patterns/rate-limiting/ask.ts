import { CodedError } from '../../base/errors';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, ReplyError } from '../../redis/reply';
import { ensureLoaded, runScript, scriptCommand } from '../../redis/scripts';
import { serverError } from '../../redis/serverErrors';
import type { Algorithm, KeyOf } from './algorithms';
import { algorithmOf } from './algorithms';
import type { Limits } from './limits';
import type { RateContext } from './parameters';

/** The answer to "may I?": what a client needs for status 429 and its headers. */
export interface Decision {
  readonly allowed: boolean;
  /** Requests left after this one. */
  readonly remaining: number;
  /** Until this request would be admitted: 0 when it is, -1 when it never will be. */
  readonly retryAfterMs: number;
  /** Until nothing counts any more. */
  readonly resetAfterMs: number;
}

/** One request of a client. */
export interface Ask {
  readonly keyOf: KeyOf;
  readonly limits: Limits;
  readonly cost?: number;
}

/** A script that found itself called for another window says which one it is; twice in a row is already rare. */
const ATTEMPTS = 4;

/** Asks for one request: one round trip. */
export async function ask(context: RateContext, request: Ask): Promise<Decision> {
  const algorithm = algorithmOf(context);
  let window = guessWindow(context, request);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { keys, args } = callOf(context, algorithm, request, window);
    const reply = await runScript(context.redis, algorithm.script, keys, args, { signal: context.signal });
    const answer = decode(reply);
    if (typeof answer !== 'number') return answer;
    window = answer;
  }
  throw windowsTooShort();
}

/** Asks for many at once, in one round trip each attempt; answers in their order. */
export async function askAll(context: RateContext, requests: readonly Ask[]): Promise<readonly Decision[]> {
  const algorithm = algorithmOf(context);
  await ensureLoaded(context.redis, [algorithm.script], { signal: context.signal });
  const decisions: (Decision | undefined)[] = requests.map(() => undefined);
  let open = requests.map((request, index) => ({ request, index, window: guessWindow(context, request) }));
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw windowsTooShort();
    const replies = await sendAll(
      context,
      open.map(({ request, window }) => {
        const { keys, args } = callOf(context, algorithm, request, window);
        return scriptCommand(algorithm.script, keys, args);
      }),
    );
    const again: typeof open = [];
    for (const [at, asked] of open.entries()) {
      const answer = decode(replies[at] ?? null);
      if (typeof answer === 'number') again.push({ ...asked, window: answer });
      else decisions[asked.index] = answer;
    }
    open = again;
  }
  return decisions.filter((decision) => decision !== undefined);
}

/** The commands' replies in one round trip; the first refusal is thrown. */
async function sendAll({ redis, signal }: RateContext, commands: readonly Command[]): Promise<readonly Reply[]> {
  const replies = await redis.pipeline(commands, { signal });
  for (const [index, reply] of replies.entries()) {
    const command = commands[index];
    if (reply instanceof ReplyError && command) throw serverError(reply, command);
  }
  return replies;
}

/** This computer's clock only guesses the name of a key: the script compares it with the server's time. */
function guessWindow({ clock }: RateContext, { limits }: Ask): number {
  return Math.floor(clock.now() / limits.windowMs);
}

function callOf({ random }: RateContext, algorithm: Algorithm, { keyOf, limits, cost = 1 }: Ask, window: number) {
  return {
    keys: algorithm.keys(keyOf, window),
    args: algorithm.args({ limits, cost, id: random.hex(16), window }),
  };
}

/** The decision, or the number of the window that the keys should have been named after. */
function decode(reply: Reply): Decision | number {
  const [allowed = 0, remaining = 0, retryAfterMs = 0, resetAfterMs = 0] = asArray(reply).map(asNumber);
  return allowed === -1 ? remaining : { allowed: allowed === 1, remaining, retryAfterMs, resetAfterMs };
}

function windowsTooShort(): CodedError {
  return new CodedError('TRY_AGAIN', 'Each answer came after the end of its window. Choose a longer window.');
}
