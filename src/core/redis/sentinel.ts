import type { Clock } from '../base/clock';
import { CodedError, toCodedError } from '../base/errors';
import { openBareLink } from './bareLink';
import type { Client, OpenOptions } from './client';
import { firstAnswer } from './firstAnswer';
import { reachable } from './natMap';
import type { ConnectionProfile, TcpEndpoint, Topology } from './profile';
import { formatEndpoint } from './profile';
import type { Command, Reply } from './reply';
import { asArray, asOptionalText, asText, ReplyError } from './reply';

type SentinelTopology = Extract<Topology, { kind: 'sentinel' }>;

/**
 * A link to the primary that the sentinels name now. They are asked anew each time, over links that are closed at once:
 * nobody has to follow their messages, because a failover cuts our link (Sentinel has the old primary do so) and the next
 * try finds the new one. ROLE is checked, because a sentinel that was away names the old primary for a while.
 */
export async function openPrimary(
  profile: ConnectionProfile,
  topology: SentinelTopology,
  options: OpenOptions,
  clock: Clock,
): Promise<Client> {
  if (topology.sentinels.length === 0) {
    throw new CodedError('INVALID_INPUT', `"${profile.name}" has no sentinel. Add the address of at least one.`);
  }
  const giveUpAt = clock.monotonic() + options.timeoutMs;
  const remaining = (): OpenOptions => ({ ...options, timeoutMs: Math.max(1, giveUpAt - clock.monotonic()) });
  const viaSentinel = async (sentinel: TcpEndpoint): Promise<Client> => {
    const endpoint = await askSentinel(profile, topology, sentinel, remaining(), clock);
    try {
      const client = await openBareLink(profile, endpoint, remaining(), clock);
      await checkRole(client, topology, endpoint, remaining(), clock);
      return client;
    } catch (error) {
      throw new SentinelProblem(2, primaryDown(topology, endpoint, error));
    }
  };
  try {
    return await firstAnswer(topology.sentinels, viaSentinel, closeLate, clock);
  } catch (error) {
    throw mostTelling(error, topology);
  }
}

function closeLate(client: Client): void {
  client.close();
}

/** How far a try got: the one that got furthest has the most to tell. */
class SentinelProblem extends Error {
  constructor(
    readonly stage: 0 | 1 | 2,
    override readonly cause: CodedError,
  ) {
    super(cause.message);
  }
}

async function askSentinel(
  profile: ConnectionProfile,
  topology: SentinelTopology,
  sentinel: TcpEndpoint,
  options: OpenOptions,
  clock: Clock,
): Promise<TcpEndpoint> {
  // User, password and database are the primary's. Sentinels have users of their own, and mostly none.
  const { username: _, ...anonymous } = profile;
  const { username } = topology;
  const asked = { ...anonymous, ...(username !== undefined && { username }), database: 0, protocol: 2 } as const;
  let client: Client;
  try {
    client = await openBareLink(asked, sentinel, { ...options, password: options.sentinelPassword }, clock);
  } catch (error) {
    throw new SentinelProblem(0, notLetIn(sentinel, toCodedError(error)));
  }
  const deadline = clock.after(options.timeoutMs, () => {
    client.close();
  });
  try {
    return await addressOfPrimary(client, topology, sentinel);
  } catch (error) {
    if (error instanceof SentinelProblem) throw error;
    throw new SentinelProblem(error instanceof CodedError ? 1 : 0, refused(sentinel, error));
  } finally {
    deadline.dispose();
    client.close();
  }
}

async function addressOfPrimary(
  client: Client,
  topology: SentinelTopology,
  sentinel: TcpEndpoint,
): Promise<TcpEndpoint> {
  const { masterName, natMap } = topology;
  const answer = await ask(client, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName]);
  if (answer === null) {
    const names = asArray(await ask(client, ['SENTINEL', 'MASTERS'])).map(nameOf);
    throw new SentinelProblem(1, unknownName(masterName, sentinel, names));
  }
  const [host, port] = asArray(answer);
  const named = { host: asText(host ?? null), port: Number(asText(port ?? null)) };
  return reachable(named, natMap);
}

async function ask(client: Client, command: Command): Promise<Reply> {
  const [reply] = await Promise.all(client.write([command]));
  return reply ?? null;
}

/** The name in `[name, mymaster, ip, …]`. */
function nameOf(master: Reply): string {
  const flat = asArray(master).map((field) => asOptionalText(field) ?? '');
  return flat[flat.indexOf('name') + 1] ?? '';
}

async function checkRole(
  client: Client,
  { masterName }: SentinelTopology,
  endpoint: TcpEndpoint,
  options: OpenOptions,
  clock: Clock,
): Promise<void> {
  const deadline = clock.after(options.timeoutMs, () => {
    client.close();
  });
  try {
    const role = await ask(client, ['ROLE']);
    if (asText(asArray(role)[0] ?? null) === 'master') return;
  } catch (error) {
    // A user who may not ask is let through: then a READONLY reply will tell.
    if (error instanceof ReplyError) return;
    client.close();
    throw error;
  } finally {
    deadline.dispose();
  }
  client.close();
  const text = `The sentinels still name ${formatEndpoint(endpoint)} as the primary of "${masterName}", but it is a replica: a failover is under way. Try again in a moment.`;
  throw new CodedError('READONLY_REPLICA', text);
}

/** What is about the way to the primary. Anything else, a wrong password for example, is told as it is. */
const UNREACHABLE = new Set<unknown>(['CONNECT_REFUSED', 'CONNECT_TIMEOUT', 'CONNECTION_LOST', 'HOST_NOT_FOUND']);

function primaryDown({ masterName }: SentinelTopology, endpoint: TcpEndpoint, error: unknown): CodedError {
  if (error instanceof CodedError && !UNREACHABLE.has(error.code)) return error;
  const text = `The primary of "${masterName}" that the sentinels name, ${formatEndpoint(endpoint)}, is not reachable from here. Wait for a failover; if it is up, map its address to one that is reached from here.`;
  return new CodedError(error instanceof CodedError ? error.code : 'CONNECTION_LOST', text, { cause: error });
}

function notLetIn(sentinel: TcpEndpoint, cause: CodedError): CodedError {
  const where = formatEndpoint(sentinel);
  if (cause.code === 'WRONG_PASSWORD') {
    const text = `The sentinel at ${where} does not take the user name or password that it is given, which are not those of the primary. Check sentinel.username and sentinel.password of the connection in settings.`;
    return new CodedError('SENTINEL_AUTH', text, { cause });
  }
  if (cause.code !== 'AUTH_REQUIRED') return cause;
  const text = `The sentinel at ${where} asks for a password of its own, which is not that of the primary. Only a connection in settings can have it: let sentinel.password name a variable that holds it, such as \${env:NAME}.`;
  return new CodedError('SENTINEL_AUTH', text, { cause });
}

function refused(sentinel: TcpEndpoint, error: unknown): CodedError {
  const where = formatEndpoint(sentinel);
  if (error instanceof ReplyError && /^NOAUTH/.test(error.message)) {
    return notLetIn(sentinel, new CodedError('AUTH_REQUIRED', error.message, { cause: error }));
  }
  if (error instanceof ReplyError && error.message.startsWith('NOPERM')) {
    const text = `The sentinel at ${where} does not let its user ask where the primary is (NOPERM). Give that user SENTINEL GET-MASTER-ADDR-BY-NAME, or name another one as sentinel.username of the connection in settings.`;
    return new CodedError('SENTINEL_AUTH', text, { cause: error });
  }
  if (error instanceof ReplyError && /^ERR unknown command/i.test(error.message)) {
    const text = `${where} is a Redis server, not a sentinel. Give the sentinels' own port, 26379 unless configured otherwise.`;
    return new CodedError('NOT_AVAILABLE', text, { cause: error });
  }
  if (error instanceof CodedError) return error;
  const text = `The sentinel at ${where} did not answer the question for the primary. Check its log.`;
  return new CodedError('CONNECTION_LOST', text, { cause: error });
}

function unknownName(masterName: string, sentinel: TcpEndpoint, names: readonly string[]): CodedError {
  const known = names.length === 0 ? 'It watches none' : `It knows ${names.map((name) => `"${name}"`).join(', ')}`;
  const text = `The sentinel at ${formatEndpoint(sentinel)} watches no primary named "${masterName}". ${known}: correct the name.`;
  return new CodedError('NOT_FOUND', text);
}

function mostTelling(error: unknown, topology: SentinelTopology): CodedError {
  const problems = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  let best: SentinelProblem | undefined;
  for (const problem of problems) {
    if (!(problem instanceof SentinelProblem)) return toCodedError(problem);
    if (!best || problem.stage > best.stage) best = problem;
  }
  if (!best) return toCodedError(error);
  if (best.stage > 0 || topology.sentinels.length === 1) return best.cause;
  const text = `None of the ${String(topology.sentinels.length)} sentinels can be asked. The first: ${best.message}`;
  return new CodedError(best.cause.code, text, { cause: best.cause });
}
