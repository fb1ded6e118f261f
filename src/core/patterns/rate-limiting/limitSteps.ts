import { CodedError } from '../../base/errors';
import type { Step } from '../contract';
import { readAll } from '../kit/read';
import type { ParameterValues } from '../parameters';
import type { KeyOf } from './algorithms';
import type { Decision } from './ask';
import { ask, askAll } from './ask';
import { CLIENTS, FOLLOWED } from './clients';
import type { Limits } from './limits';
import type { parameters, RateContext } from './parameters';
import { chosenLimits, clientKeys, currentKeys, forget, request, serverMicroseconds } from './requests';
import { countAdmitted, decisionFigures } from './tell';

type RateStep = Step<ParameterValues<typeof parameters>>;

/** Requests beyond the limit. */
const TOO_MANY = 3;
/** Used up by three, and long enough that nothing comes back while one looks. */
const SMALL: Limits = { limit: 3, windowMs: 10_000 };
/** Used up by two, and so short that waiting for the next is no wait. */
const SHORT: Limits = { limit: 2, windowMs: 400 };
/** A window may end between filling it and asking once more. */
const ATTEMPTS = 5;

export const useUp: RateStep = {
  id: 'useUp',
  title: 'So many at once, and not one more',
  teaches:
    'Counting, deciding and writing are one script, so requests that arrive together are decided one after the other. The answer says what is left, for the headers of the response.',
  region: 'headers',
  async run(context) {
    const { limit } = context.parameters;
    await forget(context, clientKeys(context, FOLLOWED), chosenLimits(context));
    const decisions = await request(context, Array<string>(limit + TOO_MANY).fill(FOLLOWED));
    const admitted = countAdmitted(decisions);
    const refused = decisions.length - admitted;
    return {
      summary: `${String(decisions.length)} requests at a limit of ${String(limit)}: ${String(admitted)} admitted, ${String(refused)} refused.`,
      figures: [
        { label: 'Admitted', value: admitted },
        { label: 'Refused', value: refused },
        { label: 'Left after each', value: decisions.map(({ remaining }) => remaining).join(', ') },
      ],
    };
  },
};

export const refused: RateStep = {
  id: 'refused',
  title: 'A refused request changes nothing',
  teaches:
    'If refusals counted, a client that asks too often would never be served again, and an attack would fill the memory. The key is read byte for byte before and after.',
  region: 'headers',
  async run(context) {
    const keyOf = clientKeys(context, 'refused');
    await refusalAt(context, keyOf, SMALL);
    const keys = currentKeys(context, keyOf, SMALL, Math.floor((await serverMicroseconds(context)) / 1000));
    const dump = async (): Promise<string> => {
      const dumps = await readAll(
        context,
        keys.map((key) => ['DUMP', key] as const),
      );
      return dumps.map(({ reply }) => (Buffer.isBuffer(reply) ? reply.toString('hex') : '-')).join();
    };
    const before = await dump();
    const decision = await ask(context, { keyOf, limits: SMALL });
    const same = before === (await dump());
    return {
      summary: `${decision.allowed ? 'A new window had begun' : 'Refused'}, retry after ${String(decision.retryAfterMs)} ms; what is stored is ${same ? 'the same' : 'another'} as before.`,
      figures: [
        ...decisionFigures(decision),
        { label: 'Stored bytes', value: same ? 'the same' : 'changed', tone: same ? 'good' : 'bad' },
      ],
    };
  },
};

export const retryAfter: RateStep = {
  id: 'retryAfter',
  title: 'Who waits as told is admitted',
  teaches:
    'The script knows when the request will fit and answers the milliseconds, rounded up. A client that waits exactly so long is admitted, and one that is told nothing tries again and again. This step waits less than a second, under a limit of its own.',
  region: 'retry',
  async run(context) {
    const keyOf = clientKeys(context, 'patient');
    const decision = await refusalAt(context, keyOf, SHORT);
    // A timer may go off within a millisecond before its time.
    await context.clock.sleep(decision.retryAfterMs + 1, context.signal);
    const after = await ask(context, { keyOf, limits: SHORT });
    // It would be gone before anybody looked.
    await forget(context, keyOf, SHORT);
    return {
      summary: `Refused with ${String(decision.retryAfterMs)} ms to wait; after so long ${after.allowed ? 'admitted' : 'refused again'}.`,
      figures: [
        { label: 'Told to wait', value: decision.retryAfterMs, unit: 'ms' },
        {
          label: 'Then',
          value: after.allowed ? 'admitted' : 'refused',
          tone: after.allowed ? 'good' : 'bad',
        },
      ],
    };
  },
};

export const eachItsOwn: RateStep = {
  id: 'clients',
  title: 'Each client has a key of its own',
  teaches:
    'The name of the key says who is limited: an account, or an address where nobody is logged in. One client that asks too often takes nothing from the others, and in a cluster the keys spread over the slots.',
  region: 'keys',
  async run(context) {
    const limits = chosenLimits(context);
    for (const client of CLIENTS) await forget(context, clientKeys(context, client), limits);
    const others = CLIENTS.filter((client) => client !== FOLLOWED);
    const decisions = await request(context, [...Array<string>(limits.limit + TOO_MANY).fill(FOLLOWED), ...others]);
    const own = decisions.slice(0, -others.length);
    const theirs = decisions.slice(-others.length);
    return {
      summary: `${FOLLOWED} was refused ${String(own.length - countAdmitted(own))} times; of the ${String(others.length)} others ${String(countAdmitted(theirs))} were admitted.`,
      figures: [
        { label: `${FOLLOWED}, refused`, value: own.length - countAdmitted(own) },
        ...others.map((client, index) => ({
          label: client,
          value: theirs[index]?.allowed ? 'admitted' : 'refused',
        })),
      ],
    };
  },
};

export const cost: RateStep = {
  id: 'cost',
  title: 'What is dear costs more',
  teaches:
    'An export is not a look at a page. The cost is an argument of the same script: a request that costs more than is left is refused whole, while a cheap one still fits.',
  region: 'cost',
  async run(context) {
    const keyOf = clientKeys(context, 'exporter');
    const limits: Limits = { limit: 10, windowMs: 10_000 };
    await forget(context, keyOf, limits);
    const costs = [3, 3, 3, 3, 1];
    const decisions = await askAll(
      context,
      costs.map((each) => ({ keyOf, limits, cost: each })),
    );
    const [, , , fourth, cheap] = decisions;
    return {
      summary: `Of 10, three exports at 3 took 9; the fourth was ${outcome(fourth)}, a look at 1 was ${outcome(cheap)}.`,
      figures: decisions.map((decision, index) => ({
        label: `${String(index + 1)}. at ${String(costs[index])}`,
        value: `${outcome(decision)}, ${String(decision.remaining)} left`,
      })),
    };
  },
};

export const serverTime: RateStep = {
  id: 'serverTime',
  title: 'One clock: that of the server',
  teaches:
    'Application servers do not agree on the time. With their clocks, one that is a minute ahead throws everybody else out of the window, and a limit of 100 admits 200. The scripts ask Redis for the time, so there is one clock, whoever calls.',
  async run(context) {
    const before = context.clock.now();
    const server = (await serverMicroseconds(context)) / 1000;
    const after = context.clock.now();
    const apart = Math.round(server - (before + after) / 2);
    return {
      summary: `This computer's clock and the server's are ${String(Math.abs(apart))} ms apart, give or take ${String(Math.ceil((after - before) / 2))} ms; no decision depended on it.`,
      figures: [{ label: 'Server minus this computer', value: apart, unit: 'ms' }],
    };
  },
};

/** Uses the limit up and answers the first refusal. */
async function refusalAt(context: RateContext, keyOf: KeyOf, limits: Limits): Promise<Decision> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await forget(context, keyOf, limits);
    const asks = Array.from({ length: limits.limit + 1 }, () => ({ keyOf, limits }));
    const refusal = (await askAll(context, asks)).find(({ allowed }) => !allowed);
    if (refusal) return refusal;
  }
  throw new CodedError('TRY_AGAIN', 'The server is so slow that each window ended before it was used up. Try again.');
}

function outcome(decision: Decision | undefined): string {
  return decision?.allowed ? 'admitted' : 'refused';
}
