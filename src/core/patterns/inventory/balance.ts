import { formatCommand } from '../../redis/format';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asOptionalNumber, asOptionalText } from '../../redis/reply';
import type { Source } from '../blocks';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { InventoryContext } from './parameters';
import { addUnits, keysOf, kindOf } from './products';

/** Where the units of a product are. `available + held + sold` is `initial`, at every moment. */
export interface Balance {
  readonly initial: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  /** Orders whose holds are too late: their units are still among those held, and go to whoever asks next. */
  readonly late: number;
  readonly sources: Readonly<Record<'product' | 'held' | 'sold' | 'late', Source>>;
}

/** In two round trips, the first for the server's time; undefined when there is no such product. */
export async function readBalance(context: InventoryContext, sku: string): Promise<Balance | undefined> {
  const { product, holds, held, sold } = keysOf(context, sku);
  const json = kindOf(context) === 'json';
  const now = readTime((await read(context, ['TIME'])).reply);
  const commands: readonly [Command, Command, Command, Command] = [
    json ? ['JSON.GET', product] : ['HMGET', product, 'stock', 'initial'],
    ['HVALS', held],
    ['GET', sold],
    ['ZCOUNT', holds, '-inf', now],
  ];
  // As one transaction: between two reads a sale could pass from one number to the other.
  const [about = null, holding = null, selling = null, tooLate = null] = await transaction(context, commands);
  const counts = json ? fromDocument(asOptionalText(about)) : asArray(about).map(asOptionalNumber);
  const [available, initial] = counts;
  if (available === undefined || initial === undefined) return undefined;
  const at = context.clock.now();
  const source = (command: Command): Source => ({ command: formatCommand(command), at });
  return {
    ...{ initial, available },
    held: asArray(holding).reduce<number>((sum, units) => sum + asNumber(units), 0),
    sold: asOptionalNumber(selling) ?? 0,
    late: asNumber(tooLate),
    sources: {
      ...{ product: source(commands[0]), held: source(commands[1]), sold: source(commands[2]) },
      late: source(commands[3]),
    },
  };
}

/** Adds to the stock, and to what there was to begin with, in one atomic step. */
export async function restock(context: InventoryContext, sku: string, units: number): Promise<void> {
  const { product } = keysOf(context, sku);
  const kind = kindOf(context);
  await transaction(context, [
    addUnits(kind, product, 'stock', units),
    addUnits(kind, product, 'initial', units),
    // Where the product was gone, a hash would be born anew, and without TTL.
    ['EXPIRE', product, context.ttlSeconds],
  ]);
}

/** Milliseconds, of what TIME answered: seconds, and microseconds of the second. */
function readTime(reply: Reply): number {
  const [seconds = 0, micro = 0] = asArray(reply).map(asNumber);
  return seconds * 1000 + Math.floor(micro / 1000);
}

function fromDocument(text: string | undefined): (number | undefined)[] {
  const { stock, initial } = JSON.parse(text ?? '{}') as { stock?: number; initial?: number };
  return [stock, initial];
}
