import { transaction } from '../kit/transaction';
import type { TemplateContext } from './parameters';

/** Some visits for each page. The TTL is set in the transaction that makes the key: a demo key never lives for ever. */
export async function scaffold(context: TemplateContext): Promise<void> {
  const key = context.keys.of('visits');
  const { pages } = context.parameters;
  const fields = Array.from({ length: pages }, (_, n) => [`/page/${String(n)}`, n % 10]).flat();
  await transaction(context, [
    ['UNLINK', key],
    ['HSET', key, ...fields],
    ['EXPIRE', key, context.ttlSeconds],
  ]);
  context.report({ done: pages, total: pages });
}
