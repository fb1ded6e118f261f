import { skip } from '../skip';
import { findServer } from './binaries';
import type { Flavour, FoundServer } from './flavours';

/** The first run on a machine fetches the programs: some minutes, which are not the test's own. */
const FETCH_LIMIT_MS = 600_000;

/** The server program of this flavour; skips the test, or in a `before` hook the suite, with the reason when there is none. */
export async function need(context: Mocha.Context, flavour: Flavour): Promise<FoundServer> {
  const own = context.timeout();
  context.timeout(FETCH_LIMIT_MS);
  const answer = await findServer(flavour);
  context.timeout(own);
  return answer.available ? answer : skip(context, answer.reason);
}
