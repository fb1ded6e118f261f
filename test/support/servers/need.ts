import { skip } from '../skip';
import { findServer } from './binaries';
import type { Flavour, FoundServer } from './flavours';

/** The server program of this flavour; skips the test, or in a `before` hook the suite, with the reason when there is none. */
export async function need(context: Mocha.Context, flavour: Flavour): Promise<FoundServer> {
  const answer = await findServer(flavour);
  return answer.available ? answer : skip(context, answer.reason);
}
