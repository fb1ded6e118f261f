import type { Step, StepResult } from '../contract';
import { asNumber } from '../../redis/reply';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { pairKeys, transferAll } from './accounts';
import type { Contention } from './documents';
import { contend } from './documents';
import type { TransactionsContext, TransactionsValues } from './parameters';
import { contendWatching } from './watching';

type TransactionsStep = Step<TransactionsValues>;

export const contention: TransactionsStep = {
  id: 'contention',
  title: 'Write only if nobody was first, or try again',
  teaches:
    'Optimistic locking reads, reckons and writes only when nothing has changed since. WATCH belongs to a connection, so each writer here has one of its own. When somebody was first, EXEC answers nil and nothing was done: read again. The more writers, the more of them begin again.',
  region: 'watch',
  async run(context) {
    const { keys, parameters, ttlSeconds } = context;
    const document = keys.of('document');
    await transaction(context, [['UNLINK', document]]);
    const { successes, attempts } = await contendWatching(context, document, parameters.contenders);
    await transaction(context, [
      ['HSET', contentionKey(context), 'contenders', parameters.contenders, 'attempts', attempts],
      ['EXPIRE', contentionKey(context), ttlSeconds],
    ]);
    const [value] = await readAll(context, [['GET', document]]);
    return tell({ successes, attempts }, asNumber(value?.reply ?? null));
  },
};

export const version: TransactionsStep = {
  id: 'version',
  title: 'The same where a connection is shared',
  teaches:
    'On a connection that others use too, the first EXEC of anybody ends all its WATCHes. There a version does the same: it is read with the value, and a small script writes only if it is still the one that was read.',
  region: 'version',
  async run(context) {
    const document = context.keys.of('versioned');
    await transaction(context, [['UNLINK', document]]);
    const contention = await contend(context, document, context.parameters.contenders);
    const [value] = await readAll(context, [['HGET', document, 'value']]);
    return tell(contention, asNumber(value?.reply ?? null));
  },
};

function tell({ successes, attempts }: Contention, stored: number): StepResult {
  const lost = successes - stored;
  return {
    summary: `${String(successes)} writers needed ${String(attempts)} attempts, ${perSuccess(attempts, successes)} each; the value is ${String(stored)}, so ${lost === 0 ? 'none was' : `${String(lost)} were`} lost.`,
    figures: [
      { label: 'Attempts', value: attempts },
      { label: 'Begun again', value: conflicts(attempts, successes), unit: '%' },
      { label: 'Lost', value: lost, tone: lost === 0 ? 'good' : 'bad' },
    ],
  };
}

export const script: TransactionsStep = {
  id: 'script',
  title: 'A script asks and writes in one step',
  teaches:
    'A script may look at a value and decide. Nobody else comes in between, so nobody has to begin again: as many attempts as there are writers, in one round trip.',
  region: 'script',
  async run(context) {
    const { amount, contenders, opening } = context.parameters;
    const { ttlSeconds } = context;
    const [amy, ben] = pairKeys(context);
    await transaction(context, [
      ['SET', amy, opening, 'EX', ttlSeconds],
      ['SET', ben, opening, 'EX', ttlSeconds],
    ]);
    const moved = await transferAll(
      context,
      Array.from({ length: contenders }, () => [amy, ben, amount] as const),
    );
    const done = moved.filter((enough) => enough).length;
    const [left, got] = await readAll(context, [
      ['GET', amy],
      ['GET', ben],
    ]);
    const [paid, held] = [asNumber(left?.reply ?? null), asNumber(got?.reply ?? null)];
    return {
      summary: `Of ${String(contenders)} transfers of ${String(amount)} at once ${String(done)} were carried out and ${String(contenders - done)} found too little; amy has ${String(paid)}.`,
      figures: [
        { label: 'Carried out', value: done },
        { label: 'Refused', value: contenders - done },
        { label: 'Left to amy', value: paid, tone: paid < 0 ? 'bad' : 'good' },
        { label: 'Together', value: paid + held, tone: paid + held === 2 * opening ? 'good' : 'bad' },
      ],
    };
  },
};

/** What the last contention took: how many wrote, and how often they tried. */
export function contentionKey({ keys }: Pick<TransactionsContext, 'keys'>): string {
  return keys.of('contention');
}

/** The share of attempts that came too late, in per cent. */
export function conflicts(attempts: number, successes: number): number {
  return attempts === 0 ? 0 : Math.round((100 * (attempts - successes)) / attempts);
}

export function perSuccess(attempts: number, successes: number): string {
  return (attempts / Math.max(1, successes)).toFixed(1);
}
