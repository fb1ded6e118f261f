import { CodedError } from '../../base/errors';
import type { Reply } from '../../redis/reply';
import { asNumber, ReplyError } from '../../redis/reply';
import { ensureLoaded, scriptCommand } from '../../redis/scripts';
import { serverError } from '../../redis/serverErrors';
import type { LiveTraffic } from '../contract';
import type { InventoryContext, InventoryValues } from './parameters';
import { shownSku, skuOf } from './products';
import type { Call } from './purchases';
import { buying, confirming, readAnswer, releasing, reserving } from './purchases';
import { orderId } from './buyingSteps';
import { buyScript, confirmScript, releaseScript, reserveScript } from './scripts';

/** Of the customers: those who buy at once; the others go to the checkout first. */
const BUY_AT_ONCE = 0.5;
/** Of those at the checkout: who pays, and who cancels. The rest walk away, and their holds end by themselves. */
const PAY = 0.6;
const CANCEL = 0.2;
/** Every second customer wants the product that is looked at. */
const WANT_SHOWN = 0.5;

export const live: LiveTraffic<InventoryValues> = {
  title: 'Customers buy, or hold and then pay, cancel or walk away; nothing is delivered, so in the end all is sold.',
  unit: 'customers',
  rate: { default: 10, max: 1000 },
  async events(context, count) {
    await ensureLoaded(context.redis, [buyScript, reserveScript, confirmScript, releaseScript], {
      signal: context.signal,
    });
    const customers = Array.from({ length: count }, () => customer(context));
    const answers = (
      await runAll(
        context,
        customers.map(({ call }) => call),
      )
    ).map(readAnswer);
    const outcomes = { Bought: 0, Held: 0, Paid: 0, Cancelled: 0, 'Sold out': 0 };
    const held = customers.filter(({ atOnce }, index) => {
      const done = answers[index]?.ending === 'done';
      if (!done) outcomes['Sold out'] += 1;
      else if (atOnce) outcomes.Bought += 1;
      else outcomes.Held += 1;
      return done && !atOnce;
    });
    const leaving = held.flatMap(({ sku, order }) => decide(context, sku, order));
    const ended = await runAll(context, leaving);
    ended.forEach((reply, index) => {
      // A hold that ended meanwhile is neither paid for nor cancelled.
      if (leaving[index]?.script === confirmScript) outcomes.Paid += readAnswer(reply).ending === 'done' ? 1 : 0;
      else outcomes.Cancelled += asNumber(reply) > 0 ? 1 : 0;
    });
    return outcomes;
  },
};

interface Customer {
  readonly sku: string;
  readonly order: string;
  readonly atOnce: boolean;
  readonly call: Call;
}

function customer(context: InventoryContext): Customer {
  const { random, parameters } = context;
  const any = skuOf(1 + Math.floor(random.next() * parameters.products));
  const sku = random.next() < WANT_SHOWN ? shownSku(context) : any;
  const order = orderId(context);
  const units = 1 + Math.floor(random.next() * 2);
  const atOnce = random.next() < BUY_AT_ONCE;
  const holdMs = Math.min(parameters.hold, context.ttlSeconds) * 1000;
  const call = atOnce ? buying(context, sku, order, units) : reserving(context, sku, order, units, holdMs);
  return { sku, order, atOnce, call };
}

function decide(context: InventoryContext, sku: string, order: string): Call[] {
  const chance = context.random.next();
  if (chance < PAY) return [confirming(context, sku, order)];
  return chance < PAY + CANCEL ? [releasing(context, sku, order)] : [];
}

async function runAll(context: InventoryContext, calls: readonly Call[]): Promise<Reply[]> {
  const commands = calls.map(({ script, keys, args }) => scriptCommand(script, keys, args));
  const replies = await context.redis.pipeline(commands, { signal: context.signal });
  return replies.map((reply, index) => {
    const command = commands[index];
    if (!command) throw new CodedError('INTERNAL', 'There are more answers than questions.');
    if (reply instanceof ReplyError) throw serverError(reply, command);
    return reply;
  });
}
