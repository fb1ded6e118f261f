import { throwIfAborted } from '../../base/abort';
import { transaction } from '../kit/transaction';
import { append, GROUP, keepStream, messagingKeys } from './keys';
import type { MessagingContext } from './parameters';

const BATCH = 500;

/** Orders that nobody has read, and a group that begins with the first of them. */
export async function scaffold(context: MessagingContext): Promise<void> {
  const { stream, done } = messagingKeys(context.keys);
  const { orders } = context.parameters;
  for (let start = 0; start < orders; start += BATCH) {
    throwIfAborted(context.signal);
    const size = Math.min(BATCH, orders - start);
    await transaction(context, [
      ...(start === 0
        ? [['UNLINK', stream, done] as const, ['XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM'] as const]
        : []),
      ...Array.from({ length: size }, (_, n) => append(context, start + n)),
      keepStream(context),
    ]);
    context.report({ done: start + size, total: orders });
  }
}
