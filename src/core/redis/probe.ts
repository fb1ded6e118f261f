import type { Capabilities, Fact } from './capabilities';
import type { Client } from './client';
import { CommandTable } from './commandTable';
import { probeForbidden } from './probeForbidden';
import { parseInfo, infoFacts } from './probeInfo';
import { FEATURE_COMMANDS, featuresOf } from './probeFeatures';
import type { Command, Reply } from './reply';
import { asArray, asNumber, asText, ReplyError } from './reply';

export interface Probed {
  readonly capabilities: Capabilities;
  /** The server's command list, for the guard. */
  readonly commands: Fact<CommandTable>;
}

/**
 * Asks a fresh link what the server is and allows, in one round trip (two when the user may ask about its own
 * permissions, and one more where RESP3 was asked for). What the server refuses becomes an unknown fact with its reason; only a lost link rejects. `primaries` is how many a cluster has.
 */
export async function probe(client: Client, primaries: number | undefined, wantsResp3 = false): Promise<Probed> {
  const asked = [
    ['INFO'],
    ['COMMAND', 'INFO', ...FEATURE_COMMANDS],
    ['MODULE', 'LIST'],
    ['CONFIG', 'GET', 'notify-keyspace-events'],
    ['ACL', 'WHOAMI'],
    ['COMMAND'],
  ] as const satisfies readonly Command[];
  const [info, features, modules, notifications, user, commands] = await ask(client, asked);
  const facts = mapFact(info, (reply) => parseInfo(asText(reply)));
  const userName = mapFact(user, asText);
  const known = infoFacts(facts);
  return {
    capabilities: {
      ...known,
      primaries: primaries === undefined ? primariesOf(known.mode) : { known: true, value: primaries },
      features: mapFact(features, featuresOf),
      modules: mapFact(modules, modulesOf),
      keyspaceNotifications: mapFact(notifications, settingOf),
      ...(wantsResp3 && { resp3: await probeResp3(client) }),
      forbidden: userName.known ? await probeForbidden(userName.value, (list) => ask(client, list)) : userName,
    },
    commands: mapFact(commands, (reply) => CommandTable.parse(reply)),
  };
}

/** Without arguments HELLO changes nothing. */
async function probeResp3(client: Client): Promise<Fact<true>> {
  const [hello] = await ask(client, [['HELLO']]);
  return mapFact(hello, (reply) => {
    if (asNumber(valueIn(asArray(reply), 'proto')) === 3) return true;
    throw new TypeError('the server stays with RESP2');
  });
}

/** A node of a cluster that is connected to as a single server shows its own keys only. */
function primariesOf(mode: Capabilities['mode']): Fact<number> {
  if (!mode.known) return mode;
  if (mode.value !== 'cluster') return { known: true, value: 1 };
  return { known: false, reason: 'the server is one node of a cluster, which was not asked for its layout' };
}

type Asked<Commands extends readonly Command[]> = { readonly [Index in keyof Commands]: Fact<Reply> };

/** The replies in the order asked; a refusal is a fact that is not known. */
async function ask<const Commands extends readonly Command[]>(
  client: Client,
  commands: Commands,
): Promise<Asked<Commands>> {
  const facts = await Promise.all(client.write(commands).map(factOf));
  return facts as Asked<Commands>;
}

async function factOf(reply: Promise<Reply>): Promise<Fact<Reply>> {
  try {
    return { known: true, value: await reply };
  } catch (error) {
    if (error instanceof ReplyError) return { known: false, reason: error.message };
    throw error;
  }
}

/** Reads a fact further; a reply of an unexpected shape makes it unknown, with that as its reason. */
function mapFact<In, Out>(fact: Fact<In>, read: (value: In) => Out): Fact<Out> {
  if (!fact.known) return fact;
  try {
    return { known: true, value: read(fact.value) };
  } catch (error) {
    return { known: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** `[[name, x, ver, 1, …], …]`; newer servers append path and args. */
function modulesOf(reply: Reply): { name: string; version: number }[] {
  return asArray(reply).map((entry) => {
    const flat = asArray(entry);
    return { name: asText(valueIn(flat, 'name')), version: asNumber(valueIn(flat, 'ver')) };
  });
}

function valueIn(flat: readonly Reply[], field: string): Reply {
  const at = flat.findIndex((item) => Buffer.isBuffer(item) && item.toString() === field);
  return flat[at + 1] ?? null;
}

/** The value of `[name, value]`. An empty reply means the server has no such setting. */
function settingOf(reply: Reply): string {
  const value = asArray(reply)[1];
  if (value === undefined) throw new TypeError('the server has no such setting');
  return asText(value);
}
