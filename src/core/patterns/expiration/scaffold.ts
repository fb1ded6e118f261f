import { inBatches } from '../kit/batches';
import { transaction } from '../kit/transaction';
import { fillDevices } from './devices';
import { cachePage } from './lives';
import type { ExpirationContext } from './parameters';

const BATCH = 500;

/** A cache that was just filled, as after a deployment; where the server can, devices that are forgotten one by one. */
export async function scaffold(context: ExpirationContext): Promise<void> {
  const pages = Array.from({ length: context.parameters.pages }, (_, page) => page);
  await inBatches(context, pages, BATCH, (batch) => batch.map((page) => cachePage(context, page)));
  if (context.variant === 'fields') await transaction(context, fillDevices(context));
}
