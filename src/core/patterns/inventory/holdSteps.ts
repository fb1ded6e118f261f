import { asNumber } from '../../redis/reply';
import type { Step } from '../contract';
import { readBalance } from './balance';
import { orderId, stockUp } from './buyingSteps';
import type { InventoryValues } from './parameters';
import { shownSku } from './products';
import { ask, confirming, releasing, reserving, run } from './purchases';

type InventoryStep = Step<InventoryValues>;

/** Of the hold that is left to end by itself: short enough to wait for. */
const SHORT_HOLD_MS = 200;
const WAIT_MS = 300;

export const hold: InventoryStep = {
  id: 'hold',
  title: 'Held during checkout, but not for ever',
  teaches:
    'Whoever pays must not find the shelf empty, and whoever walks away must not empty it for others. A hold takes the units out of the stock and writes down when it ends, by the clock of the server.',
  region: 'reserve',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const seconds = Math.min(context.parameters.hold, context.ttlSeconds);
    const { number: left } = await ask(context, reserving(context, sku, orderId(context), 2, seconds * 1000));
    return {
      summary: `2 units of ${sku} are held for ${String(seconds)} s; ${String(left)} can still be bought.`,
      figures: [{ label: 'Available', value: left, unit: 'units' }],
    };
  },
};

export const confirm: InventoryStep = {
  id: 'confirm',
  title: 'Paid: the hold becomes a sale',
  teaches:
    'One script takes the units from the holds, counts them as sold, remembers the order and writes the line in the ledger. A second confirmation is told that it was sold before: it must not be taken for a hold that came too late, whose payment is given back.',
  region: 'confirm',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const order = orderId(context);
    await ask(context, reserving(context, sku, order, 1, holdMs(context)));
    const first = await ask(context, confirming(context, sku, order));
    const again = await ask(context, confirming(context, sku, order));
    const late = await ask(context, reserving(context, sku, order, 1, holdMs(context)));
    return {
      summary: `${order} was confirmed with ${String(first.number)} unit; confirmed again it is told that this was sold before, and so is a late retry of its hold.`,
      figures: [
        { label: 'The second confirmation', value: again.ending === 'again' ? 'sold before' : again.ending },
        { label: 'A late retry of the hold', value: late.ending === 'soldAlready' ? 'sold before' : late.ending },
      ],
    };
  },
};

export const cancel: InventoryStep = {
  id: 'cancel',
  title: 'Cancelled: the units come back once',
  teaches: 'Giving back is tied to the hold: the script gives back what the hold had, and a hold is there only once.',
  region: 'release',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const order = orderId(context);
    await ask(context, reserving(context, sku, order, 3, holdMs(context)));
    const back = asNumber(await run(context, releasing(context, sku, order)));
    const again = asNumber(await run(context, releasing(context, sku, order)));
    return {
      summary: `${String(back)} units came back, and ${String(again)} at the second cancellation.`,
      figures: [{ label: 'Given back twice', value: again, unit: 'units', tone: again === 0 ? 'good' : 'bad' }],
    };
  },
};

export const expire: InventoryStep = {
  id: 'expire',
  title: 'A hold that nobody ends, ends itself',
  teaches:
    'Whoever buys or holds first frees holds that are too late: some each time, and as many as are needed when there are too few units. No timer in the client: one that crashed would keep its units for ever.',
  region: 'reserve',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const forgotten = orderId(context);
    const held = await ask(context, reserving(context, sku, forgotten, 5, SHORT_HOLD_MS));
    await context.clock.sleep(WAIT_MS, context.signal);
    const tooLate = await ask(context, confirming(context, sku, forgotten));
    // As many as are there only when the forgotten ones are.
    const next = await ask(context, reserving(context, sku, orderId(context), held.number + 1, SHORT_HOLD_MS));
    return {
      summary: `While 5 units were held ${String(held.number)} were left; after that an order for ${String(held.number + 1)} was ${next.ending === 'done' ? 'served from those that came back' : 'refused'}.`,
      figures: [
        {
          label: 'Sold by confirming too late',
          value: tooLate.number,
          unit: 'units',
          tone: tooLate.ending === 'noHold' ? 'good' : 'bad',
        },
      ],
    };
  },
};

export const balance: InventoryStep = {
  id: 'balance',
  title: 'Available, held and sold add up, always',
  teaches:
    'Every script moves units from one of the three to another, and none makes or loses any. So one read tells whether the books are right, at any moment and under any load.',
  region: 'balance',
  async run(context) {
    const sku = shownSku(context);
    const found = await readBalance(context, sku);
    if (!found) return { summary: `${sku} is not there any more.` };
    const { initial, available, held, sold } = found;
    const wrong = initial - available - held - sold;
    return {
      summary: `${String(available)} available, ${String(held)} held and ${String(sold)} sold are ${String(available + held + sold)} of ${String(initial)}.`,
      figures: [{ label: 'Units missing', value: wrong, unit: 'units', tone: wrong === 0 ? 'good' : 'bad' }],
    };
  },
};

function holdMs({ parameters, ttlSeconds }: { parameters: InventoryValues; ttlSeconds: number }): number {
  return Math.min(parameters.hold, ttlSeconds) * 1000;
}
