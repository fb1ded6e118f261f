import { asArray, asPairs, asText } from '../../redis/reply';
import type { Block, TableBlock } from '../blocks';
import type { Reading } from '../kit/read';
import { read } from '../kit/read';
import type { Balance } from './balance';
import { readBalance } from './balance';
import type { InventoryContext } from './parameters';
import { ledgerKey, shownSku } from './products';

/** Lines of the ledger that are shown. */
const LINES = 8;

/** Where the units of the shown product are, and what was sold last. Three round trips. */
export async function view(context: InventoryContext): Promise<readonly Block[]> {
  const sku = shownSku(context);
  const found = await readBalance(context, sku);
  if (!found) return [];
  const ledger = await read(context, ['XREVRANGE', ledgerKey(context), '+', '-', 'COUNT', LINES]);
  return [partsBlock(sku, found), figuresBlock(found), ledgerBlock(ledger)];
}

function partsBlock(sku: string, { initial, available, held, sold, sources }: Balance): Block {
  return {
    ...{ kind: 'parts', title: `Stock of ${sku}`, unit: 'units', total: initial, source: sources.product },
    parts: [
      { label: 'Available', value: available, tone: 'good', source: sources.product },
      { label: 'Held', value: held, source: sources.held },
      { label: 'Sold', value: sold, source: sources.sold },
    ],
  };
}

function figuresBlock({ initial, available, held, sold, late, sources }: Balance): Block {
  const missing = initial - available - held - sold;
  return {
    kind: 'figures',
    title: 'In numbers',
    figures: [
      { label: 'Available', value: available, unit: 'units', source: sources.product },
      { label: 'Held for checkout', value: held, unit: 'units', source: sources.held },
      { label: 'Held, too late', value: late, unit: late === 1 ? 'order' : 'orders', source: sources.late },
      { label: 'Sold', value: sold, unit: 'units', source: sources.sold },
      {
        ...{ label: 'Missing in the books', value: missing, unit: 'units', source: sources.product },
        tone: missing === 0 ? 'good' : 'bad',
      },
    ],
  };
}

function ledgerBlock({ reply, source }: Reading): TableBlock {
  const rows = asArray(reply).map((entry) => {
    const [id = null, fields = null] = asArray(entry);
    const line = new Map(asPairs(fields).map(([name, value]) => [asText(name), asText(value)]));
    // The first part of a stream's id is the server's time in milliseconds.
    const time = new Date(Number.parseInt(asText(id), 10)).toISOString().slice(11, 19);
    return [time, line.get('order') ?? '', line.get('product') ?? '', Number(line.get('units'))];
  });
  return {
    kind: 'table',
    title: 'Ledger, newest first (UTC)',
    columns: [
      { title: 'Time', align: 'start' },
      { title: 'Order', align: 'start' },
      { title: 'Product', align: 'start' },
      { title: 'Units', align: 'end' },
    ],
    ...{ rows, source },
  };
}
