import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber } from '../../redis/reply';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { KeyOf } from './algorithms';
import { algorithmOf } from './algorithms';
import type { Decision } from './ask';
import { askAll } from './ask';
import type { Limits } from './limits';
import type { RateContext } from './parameters';

/** Entries of the stream: of the longest window with all clients, every tick of the traffic. */
export const DECISIONS_KEPT = 1500;

/** The keys of a client lie in a slot of their own: limits spread over a cluster by client. */
export function clientKeys({ keys }: Pick<RateContext, 'keys'>, client: string): KeyOf {
  return (part, window) => (window === undefined ? keys.tagged(client, part) : keys.tagged(client, part, window));
}

/** The limits as chosen. */
export function chosenLimits({ parameters }: RateContext): Limits {
  return { limit: parameters.limit, windowMs: parameters.windowSeconds * 1000 };
}

/** What the demo alone writes: what became of requests, for the view. One stream for each variant. */
export function decisionsKey({ keys, variant }: Pick<RateContext, 'keys' | 'variant'>): string {
  return keys.of('decisions', variant);
}

/** Asks for a request of each of the clients named, and notes the decisions. A name may be there many times. */
export async function request(context: RateContext, clients: readonly string[]): Promise<readonly Decision[]> {
  const limits = chosenLimits(context);
  const asks = clients.map((client) => ({ keyOf: clientKeys(context, client), limits }));
  const decisions = await askAll(context, asks);
  await note(context, clients, decisions);
  return decisions;
}

/** Adds an entry for each client: how many of its requests were admitted and refused. */
async function note(context: RateContext, clients: readonly string[], decisions: readonly Decision[]): Promise<void> {
  const key = decisionsKey(context);
  const entries = [...new Set(clients)].map((client): Command => {
    const own = decisions.filter((_, index) => clients[index] === client);
    const admitted = own.filter(({ allowed }) => allowed).length;
    const fields = ['client', client, 'admitted', admitted, 'refused', own.length - admitted];
    return ['XADD', key, 'MAXLEN', '~', DECISIONS_KEPT, '*', ...fields];
  });
  if (entries.length > 0) await transaction(context, [...entries, ['EXPIRE', key, context.ttlSeconds]]);
}

/** Deletes what is counted for the client, so that it begins anew. */
export async function forget(context: RateContext, keyOf: KeyOf, limits: Limits): Promise<void> {
  const nowMs = Math.floor((await serverMicroseconds(context)) / 1000);
  await transaction(context, [['UNLINK', ...currentKeys(context, keyOf, limits, nowMs)]]);
}

/** The keys that decide at this time of the server. */
export function currentKeys(context: RateContext, keyOf: KeyOf, limits: Limits, nowMs: number): readonly string[] {
  return algorithmOf(context).keys(keyOf, Math.floor(nowMs / limits.windowMs));
}

/** The server's time; in a cluster that of one of its nodes. */
export async function serverMicroseconds(context: RateContext): Promise<number> {
  const [time] = await readAll(context, [['TIME']]);
  return microseconds(time?.reply ?? null);
}

/** Of a reply to TIME: seconds, and microseconds of the second. */
export function microseconds(reply: Reply): number {
  const [seconds = 0, micros = 0] = asArray(reply).map(asNumber);
  return seconds * 1_000_000 + micros;
}
