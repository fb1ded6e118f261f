import { asNumber, asOptionalText } from '../../redis/reply';
import type { Block, CardsBlock } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { databaseKeys, productKeys } from './keys';
import type { CacheContext } from './parameters';

const SHOWN = 12;

type Card = CardsBlock['cards'][number];

/** The most popular products as the cache has them, with what is left of their lives, and how often the database was asked. */
export async function view(context: CacheContext): Promise<readonly Block[]> {
  const { prices, asked } = databaseKeys(context);
  const [products, times] = await readAll(context, [
    ['HLEN', prices],
    ['GET', asked],
  ]);
  if (!products || !times || asNumber(products.reply) === 0) return [];
  const shown = Math.min(SHOWN, context.parameters.products);
  const readings = await readAll(
    context,
    Array.from({ length: shown }, (_, product) => productKeys(context, product).value).flatMap((key) => [
      ['GET', key] as const,
      ['PTTL', key] as const,
    ]),
  );
  const cards = Array.from({ length: shown }, (_, product) =>
    cardOf(context, product, readings.slice(2 * product, 2 * product + 2)),
  );
  const cached = cards.flatMap((card) => card ?? []);
  return [
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Products in the database', value: asNumber(products.reply), source: products.source },
        { label: 'Database asked', value: Number(asOptionalText(times.reply) ?? 0), source: times.source },
      ],
    },
    {
      kind: 'parts',
      title: `The first ${String(shown)} products`,
      unit: 'products',
      total: shown,
      parts: [
        { label: 'Cached', value: cached.length, tone: 'good' },
        { label: 'Not cached', value: shown - cached.length },
      ],
      source: readings[0]?.source ?? products.source,
    },
    { kind: 'cards', title: 'In the cache', cards: cached, source: readings[0]?.source ?? products.source },
  ];
}

function cardOf(
  { parameters, ttlSeconds }: CacheContext,
  product: number,
  [value, left]: readonly Reading[],
): Card | undefined {
  const price = asOptionalText(value?.reply ?? null);
  const leftMs = asNumber(left?.reply ?? -2);
  if (price === undefined || leftMs < 0) return undefined;
  return {
    id: String(product),
    title: `Product ${String(product)}`,
    life: { leftMs, ofMs: Math.min(parameters.life, ttlSeconds) * 1000 },
    fields: [{ name: 'price', value: price }],
  };
}
