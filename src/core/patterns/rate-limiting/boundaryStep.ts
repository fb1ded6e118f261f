import { CodedError } from '../../base/errors';
import type { Step } from '../contract';
import type { ParameterValues } from '../parameters';
import type { Decision } from './ask';
import { askAll } from './ask';
import type { Limits } from './limits';
import type { parameters, RateContext } from './parameters';
import { clientKeys, forget, serverMicroseconds } from './requests';
import { countAdmitted } from './tell';

const LIMITS: Limits = { limit: 10, windowMs: 400 };
/** Requests in each of the two bursts. */
const BURST = 2 * LIMITS.limit;
const CLIENT = 'burst';
/** How long before the end of a window the first burst is sent, at most. */
const LEAD_MS = 60;
/** A busy machine wakes up late, after the boundary. */
const ATTEMPTS = 8;

/** What follows depends on the algorithm; the numbers say it. */
export const boundary: Step<ParameterValues<typeof parameters>> = {
  id: 'boundary',
  title: 'Two bursts, one on each side of a boundary',
  teaches:
    'Where windows begin at fixed times, a client may use one up at its end and the next one at its beginning: twice the limit within a moment. What slides has no boundary: it admits the limit, and what comes back meanwhile. The bursts are aligned by the time of the server.',
  async run(context) {
    const { first, second, apartMs } = await burstsAtBoundary(context);
    const admitted = countAdmitted(first) + countAdmitted(second);
    // It would be gone before anybody looked.
    await forget(context, clientKeys(context, CLIENT), LIMITS);
    return {
      summary: `Of ${String(2 * BURST)} requests within ${String(apartMs)} ms around the end of a window, ${String(admitted)} were admitted; the limit is ${String(LIMITS.limit)} in ${String(LIMITS.windowMs)} ms.`,
      figures: [
        {
          label: 'Admitted',
          value: admitted,
          tone: admitted < 2 * LIMITS.limit ? 'good' : 'bad',
        },
        { label: 'Before the boundary', value: countAdmitted(first) },
        { label: 'After it', value: countAdmitted(second) },
        { label: 'First to last request', value: apartMs, unit: 'ms' },
      ],
    };
  },
};

interface Bursts {
  readonly first: readonly Decision[];
  readonly second: readonly Decision[];
  readonly apartMs: number;
}

/** Asks until the first burst came whole before a boundary and the second whole after it, in the next window. */
async function burstsAtBoundary(context: RateContext): Promise<Bursts> {
  const { windowMs } = LIMITS;
  const keyOf = clientKeys(context, CLIENT);
  const asks = Array.from({ length: BURST }, () => ({ keyOf, limits: LIMITS }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = await serverMs(context);
    const boundaryAt = (Math.floor((now + LEAD_MS) / windowMs) + 1) * windowMs;
    await context.clock.sleep(boundaryAt - LEAD_MS - now, context.signal);
    await forget(context, keyOf, LIMITS);
    const begun = await serverMs(context);
    const first = await askAll(context, asks);
    const between = await serverMs(context);
    // A millisecond more: a key is there to the end of the one in which it expires.
    await context.clock.sleep(Math.max(0, boundaryAt - between) + 2, context.signal);
    const resumed = await serverMs(context);
    const second = await askAll(context, asks);
    const ended = await serverMs(context);
    const aligned = between < boundaryAt && resumed > boundaryAt && ended < boundaryAt + windowMs / 2;
    if (aligned) return { first, second, apartMs: ended - begun };
  }
  throw new CodedError('TRY_AGAIN', 'This computer or the server is too busy to meet a boundary. Try again.');
}

async function serverMs(context: RateContext): Promise<number> {
  return Math.floor((await serverMicroseconds(context)) / 1000);
}
