import { wordOf } from './commandTable';
import type { Command } from './reply';

/**
 * Commands that the server does not flag `readonly`, because they touch no key, and that still change no data and no
 * setting of it. Whatever is not here word for word, sub-command included, is judged by the server's flags alone. `true`
 * stands for the command itself, whatever its arguments.
 */
const HARMLESS: Readonly<Record<string, true | readonly string[]>> = {
  // Answer about the server or the link, and take nothing in.
  ping: true,
  echo: true,
  time: true,
  info: true,
  role: true,
  lastsave: true,
  // The command catalogue, which the guard itself asks for. All of its sub-commands only describe commands.
  command: ['', 'count', 'docs', 'getkeys', 'getkeysandflags', 'info', 'list'],
  // About links: who is there, and our own name. TRACKING and NO-TOUCH change what the server tells us or keep our reads
  // from touching a key's idle time. Not KILL, PAUSE, UNBLOCK, REPLY, NO-EVICT.
  client: ['id', 'getname', 'info', 'list', 'setname', 'setinfo', 'tracking', 'trackinginfo', 'no-touch', 'getredir'],
  // Reads settings. Not SET, REWRITE, RESETSTAT.
  config: ['get'],
  // Who we are and what we may do. Not LIST, GETUSER (password hashes), LOG (it can reset), SETUSER, SAVE, LOAD.
  acl: ['whoami', 'dryrun', 'cat'],
  // Logs and reports. Not RESET, not PURGE. MEMORY USAGE, OBJECT and XINFO are flagged readonly since Redis 7; before
  // that the server flags the container only.
  slowlog: ['get', 'len'],
  memory: ['usage', 'stats', 'doctor', 'malloc-stats'],
  latency: ['latest', 'history', 'doctor', 'graph', 'histogram'],
  object: ['encoding', 'freq', 'idletime', 'refcount'],
  xinfo: ['stream', 'groups', 'consumers'],
  module: ['list'],
  // How much memory a part of a document takes.
  'json.debug': ['memory'],
  pubsub: ['channels', 'numsub', 'numpat', 'shardchannels', 'shardnumsub'],
  // The layout of a cluster. Nothing that moves a slot, forgets a node or fails over.
  cluster: ['info', 'nodes', 'slots', 'shards', 'myid', 'keyslot', 'countkeysinslot', 'getkeysinslot', 'links'],
  // Whether scripts and functions are there. Not LOAD, FLUSH, KILL, DELETE, RESTORE.
  script: ['exists'],
  function: ['list', 'stats', 'dump'],
  // The frame of a transaction. Only sent together with what is inside, and each command inside is judged by itself.
  multi: true,
  exec: true,
  discard: true,
};

/**
 * Flagged `readonly` by modules although they change something (seen on Redis Stack 7.4); the flag is not believed. Search
 * registers its settings, dictionaries and aliases so, the cuckoo filter its compaction. The rest are words between the
 * nodes of a module's own cluster: TIMESERIES.FORCESHARDSCONNECTION ends the process of a standalone server.
 */
const FALSELY_READONLY =
  /^(ft\.(config|debug|dictadd|dictdel|_?alias\w+|syn(add|update))$|(bf|cf)\.(debug|compact)$|(timeseries|search|redisgears\w*|rg)\.|_)/;

export function isHarmless([name, second]: Command): boolean {
  const lower = name.toLowerCase();
  const allowed = Object.hasOwn(HARMLESS, lower) ? HARMLESS[lower] : undefined;
  if (allowed === undefined || allowed === true) return allowed === true;
  return allowed.includes(second === undefined ? '' : wordOf(second));
}

export function isFalselyReadonly([name]: Command): boolean {
  return FALSELY_READONLY.test(name.toLowerCase());
}
