import { ensureLoaded } from '../../redis/scripts';
import type { Step } from '../contract';
import { inTrips } from '../kit/trips';
import { readBalance, restock } from './balance';
import type { InventoryContext, InventoryValues } from './parameters';
import { shownSku, skuOf } from './products';
import { ask, buying, ordering } from './purchases';
import { buyScript } from './scripts';

type InventoryStep = Step<InventoryValues>;

/** Units that a step needs: it may be run when all are sold. */
const NEEDED = 10;

export const buyOnce: InventoryStep = {
  id: 'buy',
  title: 'Look and take in one step',
  teaches:
    'The script looks at the stock and takes from it while nobody else can come between. One round trip, and never a negative stock; a product that is not there is told from one that is sold out.',
  region: 'buy',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    // A script is sent whole once, however many buyers come.
    await ensureLoaded(context.redis, [buyScript], { signal: context.signal });
    const [{ number: left }, trips] = await inTrips(context, () =>
      ask(context, buying(context, sku, orderId(context), 1)),
    );
    const nothing = await ask(context, buying(context, 'sku-unknown', orderId(context), 1));
    return {
      summary: `One unit of ${sku} was bought in ${trips}; ${String(left)} are left.`,
      figures: [
        { label: 'Left', value: left, unit: 'units' },
        { label: 'A product that is not there', value: nothing.ending === 'unknown' ? 'unknown' : nothing.ending },
      ],
    };
  },
};

export const sentTwice: InventoryStep = {
  id: 'twice',
  title: 'An order counts once, however often it is sent',
  teaches:
    'A client that saw no answer sends its order again. The script remembers the id of the order in the same step that sells, so the second try is told that it was sold before and takes nothing.',
  region: 'buy',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const order = orderId(context);
    const first = await ask(context, buying(context, sku, order, 2));
    const again = await ask(context, buying(context, sku, order, 2));
    return {
      summary: `Order ${order} took 2 units and left ${String(first.number)}; sent again it took ${String(first.number - again.number)}.`,
      figures: [
        {
          label: 'Taken by the second try',
          value: first.number - again.number,
          unit: 'units',
          tone: first.number === again.number ? 'good' : 'bad',
        },
      ],
    };
  },
};

export const basket: InventoryStep = {
  id: 'basket',
  title: 'Several products: all of them, or none',
  teaches:
    'The script looks at every line before it takes from any. MULTI alone could not: it has no way to look and then decide, and what was done before an error stays done.',
  region: 'order',
  async run(context) {
    const [first, second, third] = [1, 2, 3].map(skuOf);
    if (first === undefined || second === undefined || third === undefined) throw new RangeError('three products');
    await Promise.all([first, second, third].map((sku) => stockUp(context, sku)));
    const before = await readBalance(context, first);
    const tooMany = { sku: third, units: 1_000_000_000 };
    const refused = await ask(context, ordering(context, orderId(context), [{ sku: first, units: 1 }, tooMany]));
    const after = await readBalance(context, first);
    const lines = [first, second, third].map((sku) => ({ sku, units: 1 }));
    const sold = await ask(context, ordering(context, orderId(context), lines));
    const taken = (before?.available ?? 0) - (after?.available ?? 0);
    return {
      summary: `An order with too many of ${third} took ${String(taken)} units of ${first}; one of three lines was ${sold.ending === 'done' ? 'sold whole' : 'refused'}.`,
      figures: [
        { label: 'Refused because of line', value: refused.number },
        { label: `Taken from ${first} by it`, value: taken, unit: 'units', tone: taken === 0 ? 'good' : 'bad' },
      ],
    };
  },
};

export const restocking: InventoryStep = {
  id: 'restock',
  title: 'Restock adds, it does not set',
  teaches:
    'A delivery adds its units where they are counted. Reading the stock, adding in the client and writing it back would give away again what was sold in between.',
  region: 'restock',
  async run(context) {
    const sku = shownSku(context);
    await stockUp(context, sku);
    const before = await readBalance(context, sku);
    await Promise.all([restock(context, sku, 10), ask(context, buying(context, sku, orderId(context), 1))]);
    const after = await readBalance(context, sku);
    const change = (after?.available ?? 0) - (before?.available ?? 0);
    return {
      summary: `10 units came and one was sold at the same time: ${String(change)} more than before.`,
      figures: [{ label: 'Available', value: after?.available ?? 0, unit: 'units' }],
    };
  },
};

/** Makes sure that there is something to sell. */
export async function stockUp(context: InventoryContext, sku: string): Promise<void> {
  const available = (await readBalance(context, sku))?.available;
  if (available !== undefined && available < NEEDED) await restock(context, sku, NEEDED - available);
}

export function orderId({ random }: Pick<InventoryContext, 'random'>): string {
  return `order-${random.hex(8)}`;
}
