import { throwIfAborted } from '../../base/abort';
import { readAll } from '../kit/read';
import type { MemoryContext } from './parameters';
import { formOf, shapes } from './shapes';

/** Users per round trip. */
const BATCH = 50;

/** The same users in each of the shapes. */
export async function scaffold(context: MemoryContext): Promise<void> {
  const form = formOf(context);
  const { entities } = context.parameters;
  for (let start = 0; start < entities; start += BATCH) {
    throwIfAborted(context.signal);
    const users = Array.from({ length: Math.min(BATCH, entities - start) }, (_, n) => start + n);
    await readAll(
      context,
      users.flatMap((user) => shapes.flatMap((shape) => shape.make(form, user))),
    );
    context.report({ done: start + users.length, total: entities });
  }
}
