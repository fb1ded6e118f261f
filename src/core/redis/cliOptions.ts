/** What an option of redis-cli says about a connection. */
export type CliMeaning =
  | 'host'
  | 'port'
  | 'socket'
  | 'password'
  | 'username'
  | 'database'
  | 'url'
  | 'cluster'
  | 'tls'
  | 'insecure'
  | 'resp2'
  | 'resp3'
  | 'ca'
  | 'cert'
  | 'key'
  | 'serverName'
  | 'nothing';

interface CliOption {
  readonly meaning: CliMeaning;
  readonly hasValue: boolean;
}

/** The options that say where to connect, and as whom. */
const CONNECTING: Readonly<Record<string, CliMeaning>> = {
  '-h': 'host',
  '-p': 'port',
  '-s': 'socket',
  '-a': 'password',
  '--pass': 'password',
  '--user': 'username',
  '-n': 'database',
  '-u': 'url',
  '--cacert': 'ca',
  '--cert': 'cert',
  '--key': 'key',
  '--sni': 'serverName',
};

const SWITCHES: Readonly<Record<string, CliMeaning>> = {
  ...{ '-c': 'cluster', '--tls': 'tls', '--insecure': 'insecure' },
  ...{ '-2': 'resp2', '-3': 'resp3' },
};

/**
 * The others, from `parseOptions` of redis-cli.c (Redis 8, Valkey 8): what is done once connected, or how it is shown.
 * Those with a value must be known, or their value would be taken for the command.
 */
const OTHERS_WITH_VALUE = words(
  '-r -i -d -D -t -X --show-pushes --tls-ciphers --tls-ciphersuites --cacertdir --pattern --quoted-pattern --count',
  '--cursor --top --lru-test --intrinsic-latency --rdb --functions-rdb --pipe-timeout --memkeys-samples',
  '--keystats-samples --eval',
);
const OTHERS = words(
  '-4 -6 -x -e --raw --no-raw --json --csv --quoted-json --quoted-input --no-auth-warning --askpass --verbose',
  '--latency --latency-history --latency-dist --mono --stat --scan --bigkeys --memkeys --keystats --hotkeys --pipe',
  '--slave --replica --ldb --ldb-sync-mode',
);

/** What redis-cli makes of `word`; undefined when it is none of its options. */
export function cliOption(word: string): CliOption | undefined {
  if (Object.hasOwn(CONNECTING, word)) return { meaning: CONNECTING[word] ?? 'nothing', hasValue: true };
  if (Object.hasOwn(SWITCHES, word)) return { meaning: SWITCHES[word] ?? 'nothing', hasValue: false };
  if (OTHERS_WITH_VALUE.has(word)) return { meaning: 'nothing', hasValue: true };
  return OTHERS.has(word) ? { meaning: 'nothing', hasValue: false } : undefined;
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '));
}
