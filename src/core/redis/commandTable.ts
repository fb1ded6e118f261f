import type { Command, Reply } from './reply';
import { asArray, asNumber, asText } from './reply';

/** What the server says about one command or sub-command. Positions count from the name, which is 0. */
export interface CommandFacts {
  readonly flags: ReadonlySet<string>;
  readonly firstKey: number;
  /** Negative counts from the end: -1 is the last argument. */
  readonly lastKey: number;
  readonly keyStep: number;
  /** By lower-case second word. Empty for plain commands, and for all commands before Redis 7. */
  readonly subcommands: ReadonlyMap<string, CommandFacts>;
}

/**
 * Commands whose second word decides what they do. Since Redis 7 the server says so itself; before that, and for the
 * modules, which never say it, one entry with one set of flags stands for all of them, so its flags prove nothing.
 */
const CONTAINERS = new Set(
  (
    'acl client cluster command config debug function latency memory module object pubsub script sentinel slowlog ' +
    'stralgo xgroup xinfo ft.config ft.cursor ft.debug _ft.debug _ft.config json.debug graph.config graph.debug ' +
    'search.clusterset timeseries.clusterset'
  ).split(' '),
);

/** The server's own list of its commands (`COMMAND`), the ground that guard and fence stand on. */
export class CommandTable {
  private constructor(private readonly commands: ReadonlyMap<string, CommandFacts>) {}

  /** Reads the reply of `COMMAND`. Throws a TypeError when it has another shape. */
  static parse(reply: Reply): CommandTable {
    return new CommandTable(factsByName(reply, (name) => name));
  }

  get names(): Iterable<string> {
    return this.commands.keys();
  }

  /**
   * The facts about exactly what `command` would run, its sub-command resolved. Undefined when the server did not list
   * it, or lists its container only.
   */
  resolve([name, second]: Command): CommandFacts | undefined {
    const lower = name.toLowerCase();
    const facts = this.commands.get(lower);
    if (!facts) return undefined;
    if (facts.subcommands.size > 0) {
      return second === undefined ? undefined : facts.subcommands.get(wordOf(second));
    }
    return CONTAINERS.has(lower) ? undefined : facts;
  }

  /** The entry of the first word alone, for key positions: containers before Redis 7 have one for all of theirs. */
  lookUp(name: string): CommandFacts | undefined {
    return this.commands.get(name.toLowerCase());
  }
}

/** An argument as a lower-case word, to compare with names. Bytes that are not text make a word that matches nothing. */
export function wordOf(argument: Command[number]): string {
  return (Buffer.isBuffer(argument) ? argument.toString('latin1') : String(argument)).toLowerCase();
}

function factsByName(reply: Reply, shorten: (name: string) => string): Map<string, CommandFacts> {
  const entries = new Map<string, CommandFacts>();
  for (const entry of asArray(reply)) {
    const [name, , flags, first, last, step, , , , subcommands] = asArray(entry);
    entries.set(shorten(asText(name ?? null).toLowerCase()), {
      flags: new Set(asArray(flags ?? null).map(asText)),
      firstKey: asNumber(first ?? null),
      lastKey: asNumber(last ?? null),
      keyStep: asNumber(step ?? null),
      // Named `config|set`; only what comes after the bar is typed.
      subcommands: factsByName(subcommands ?? [], (full) => full.slice(full.indexOf('|') + 1)),
    });
  }
  return entries;
}
