import { CodedError } from '../base/errors';
import type { CliMeaning } from './cliOptions';
import { cliOption } from './cliOptions';
import { isHost, parsePort, REDIS_PORT } from './endpoint';
import type { TlsOptions, Topology } from './profile';
import type { ShellWord } from './shellWords';
import { splitShellWords } from './shellWords';
import type { ParsedUrl } from './url';
import { parseRedisUrl } from './url';

/** Programs with the options of redis-cli, by any path. */
const PROGRAM = /(?:^|[/\\])(?:redis|valkey|keydb)-cli(?:\.exe)?$/i;

/** What may stand before the program and changes nothing about where it connects to. */
const WRAPPERS: ReadonlySet<string> = new Set(['sudo', 'env', 'time', 'command', 'exec']);

/** What the line says so far. */
interface Draft {
  host: string;
  port: number;
  database: number;
  socket?: string;
  username?: string;
  password?: string;
  cluster?: true;
  tls?: true;
  protocol: 2 | 3;
  tlsOptions: TlsOptions;
}

/** Whether `text` names redis-cli or a sister of it anywhere, and so is to be read by `parseCliLine`. */
export function isCliLine(text: string): boolean {
  return /(?:^|[\s/\\])(?:redis|valkey|keydb)-cli(?:\.exe)?(?=\s|$)/i.test(text);
}

/**
 * Reads a pasted line as `redis-cli -h host -p port -a password --tls`, of valkey-cli too, with the quotes and continued
 * lines of a shell, a prompt or `REDISCLI_AUTH=…` before it, and a command after its options, which is ignored. Throws
 * `INVALID_INPUT` with a text that names the option that is wrong and never repeats its value: it may be the password.
 */
export function parseCliLine(text: string): ParsedUrl {
  const { args, inherited } = findProgram(splitShellWords(text.trim().replace(/^[$%#>]\s+/, '')));
  const draft: Draft = { host: 'localhost', port: REDIS_PORT, database: 0, protocol: 2, tlsOptions: { verify: true } };
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at]?.text ?? '';
    if (/^[\u2010-\u2015\u2212]/.test(name)) {
      throw invalid('One of its options begins with a long dash. Write it with - or --, as redis-cli wants it.');
    }
    // What is no option is the command; "-" alone is a word as well.
    if (!/^-./.test(name)) break;
    const option = cliOption(name);
    if (!option) throw invalid(unknownOption(name));
    const value = option.hasValue ? valueOf(name, option.meaning, args[at + 1]) : '';
    if (option.hasValue) at += 1;
    applyOption(draft, option.meaning, name, value);
  }
  return finish(draft, inherited);
}

/** Skips to what follows the program's name, and takes the password from the environment that is set on the way. */
function findProgram(words: readonly ShellWord[]): { args: readonly ShellWord[]; inherited: string | undefined } {
  let inherited: string | undefined;
  for (const [index, word] of words.entries()) {
    const [, variable, value] = /^([a-z_]\w*)=(.*)$/is.exec(word.text) ?? [];
    if (variable === 'REDISCLI_AUTH') {
      if (word.expands) throw invalid(expands('REDISCLI_AUTH'));
      inherited = value;
    }
    if (PROGRAM.test(word.text)) return { args: words.slice(index + 1), inherited };
    if (variable === undefined && !WRAPPERS.has(word.text)) break;
  }
  if (words.some(({ text }) => isCliLine(text))) {
    // Its localhost is the container's own. Here, another server may listen there, and it would be taken for this one.
    throw invalid(
      'It runs redis-cli in another place, such as a container, whose addresses do not hold here. Enter the host and the published port.',
    );
  }
  throw invalid('It must begin with redis-cli or valkey-cli.');
}

function valueOf(name: string, meaning: CliMeaning, word: ShellWord | undefined): string {
  if (!word) throw invalid(`${name} needs a value.`);
  if (word.expands && meaning !== 'nothing') throw invalid(expands(name));
  return word.text;
}

function expands(name: string): string {
  return `The value of ${name} holds something that only a shell can fill in, such as $NAME or ~. Write it out; in single quotes it is taken as it is.`;
}

/** Names the option as far as it cannot be a value that is glued to it, as in `-asecret` or `--pass=secret`. */
function unknownOption(word: string): string {
  if (!word.startsWith('--')) {
    const name = word.slice(0, 2);
    return cliOption(name)?.hasValue
      ? `${name} and its value must be two words.`
      : `${name} is no option of redis-cli that is known here.`;
  }
  const [name] = word.split('=', 1) as [string];
  if (cliOption(name)) return `${name} and its value must be two words, without =.`;
  if (name.startsWith('--cluster')) return 'It manages a cluster (--cluster). Enter -h, -p and -c of one of its nodes.';
  const shown = /^--[a-z-]{1,30}$/.test(name) ? name : 'What begins with --';
  return `${shown} is no option of redis-cli that is known here. Leave it out.`;
}

function applyOption(draft: Draft, meaning: CliMeaning, name: string, value: string): void {
  switch (meaning) {
    case 'host':
      if (!isHost(value)) throw invalid(`${name} must be the name or address of a host.`);
      // Brackets belong to URLs, but they are pasted from there.
      draft.host = value.replace(/^\[(.*)\]$/, '$1');
      return;
    case 'port':
      draft.port = parsePort(value) ?? fail(`${name} must be a number from 1 to 65535.`);
      return;
    case 'database':
      if (!/^\d{1,9}$/.test(value)) throw invalid(`${name} must be the number of a database, such as 0.`);
      draft.database = Number(value);
      return;
    case 'socket':
      if (!value.startsWith('/')) throw invalid(`${name} must be the absolute path of a socket.`);
      draft.socket = value;
      return;
    case 'username':
    case 'password':
      draft[meaning] = value;
      return;
    case 'url':
      applyUrl(draft, name, value);
      return;
    case 'cluster':
    case 'tls':
      draft[meaning] = true;
      return;
    case 'resp2':
    case 'resp3':
      draft.protocol = meaning === 'resp3' ? 3 : 2;
      return;
    case 'insecure':
      draft.tlsOptions = { ...draft.tlsOptions, verify: false };
      return;
    case 'ca':
    case 'cert':
    case 'key':
      draft.tlsOptions = { ...draft.tlsOptions, [`${meaning}File`]: value };
      return;
    case 'serverName':
      draft.tlsOptions = { ...draft.tlsOptions, serverName: value };
      return;
    case 'nothing':
      return;
  }
}

/** As redis-cli does it: what the URL says replaces what stood before it, and what comes after replaces that. */
function applyUrl(draft: Draft, name: string, url: string): void {
  const { profile, password } = parseUrlOf(name, url);
  const endpoint = profile.topology.kind === 'standalone' ? profile.topology.endpoint : undefined;
  if (endpoint && 'path' in endpoint) draft.socket = endpoint.path;
  else if (endpoint) Object.assign(draft, endpoint);
  draft.database = profile.database;
  if (profile.username !== undefined) draft.username = profile.username;
  if (password !== undefined) draft.password = password;
  if (profile.tls) draft.tls = true;
  if (profile.protocol) draft.protocol = profile.protocol;
}

function parseUrlOf(name: string, url: string): ParsedUrl {
  try {
    return parseRedisUrl(url);
  } catch (error) {
    throw error instanceof CodedError ? new CodedError(error.code, `The value of ${name}: ${error.message}`) : error;
  }
}

function finish(draft: Draft, inherited: string | undefined): ParsedUrl {
  const password = draft.password ?? inherited;
  return {
    profile: {
      topology: topologyOf(draft),
      database: draft.database,
      ...(draft.username && { username: draft.username }),
      // Without --tls, redis-cli heeds no other option of TLS.
      ...(draft.tls && { tls: draft.tlsOptions }),
      ...(draft.protocol === 3 && { protocol: draft.protocol }),
    },
    ...(password && { password }),
  };
}

function topologyOf({ host, port, socket, cluster, database }: Draft): Topology {
  if (!cluster) return { kind: 'standalone', endpoint: socket === undefined ? { host, port } : { path: socket } };
  if (socket !== undefined) throw invalid('-c and a socket do not go together: a cluster is reached over TCP.');
  if (database !== 0) throw invalid('-c and a database other than 0 do not go together: a cluster has only that.');
  return { kind: 'cluster', nodes: [{ host, port }] };
}

function fail(what: string): never {
  throw invalid(what);
}

function invalid(what: string): CodedError {
  return new CodedError('INVALID_INPUT', `This is not a redis-cli line that can be used. ${what}`);
}
