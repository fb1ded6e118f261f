import { CodedError } from '../base/errors';
import type { Fact } from './capabilities';
import { commandKeys } from './commandKeys';
import type { CommandTable } from './commandTable';
import { isFalselyReadonly, isHarmless } from './harmless';
import type { Command, CommandArg } from './reply';
import { describeCommand } from './serverErrors';

/**
 * Whether a command may be sent. It fails closed: what the server does not call readonly is a write, and when the server
 * does not tell at all, only the short list of harmless commands passes.
 */
export class Guard {
  constructor(
    private readonly connectionName: string,
    private readonly readOnly: boolean,
    /** The server's command list, or why it could not be had. */
    private readonly table: Fact<CommandTable>,
  ) {}

  /** Throws `READ_ONLY_CONNECTION`, or `OUTSIDE_DEMO_PREFIX` when a `writePrefix` is given and the command leaves it. */
  check(command: Command, writePrefix?: string): void {
    if (this.onlyReads(command)) return;
    if (this.readOnly) throw this.readOnlyRefusal(command);
    if (writePrefix !== undefined) this.checkFence(command, writePrefix);
  }

  /** The command changes nothing, as far as the server's flags or the written list prove. */
  onlyReads(command: Command): boolean {
    if (isHarmless(command)) return true;
    if (!this.table.known || isFalselyReadonly(command)) return false;
    const facts = this.table.value.resolve(command);
    // A command flagged both ways is not known to exist; were there one, it would be a write.
    return facts !== undefined && facts.flags.has('readonly') && !facts.flags.has('write');
  }

  private checkFence(command: Command, writePrefix: string): void {
    // A script in the cache is no data, and running one is checked by the keys it names.
    if (describeCommand(command) === 'SCRIPT LOAD') return;
    const keys = this.table.known ? commandKeys(command, this.table.value) : undefined;
    const start = Buffer.from(writePrefix.endsWith(':') ? writePrefix : `${writePrefix}:`);
    if (keys && keys.length > 0 && keys.every((key) => beginsWith(key, start))) return;
    throw new CodedError('OUTSIDE_DEMO_PREFIX', this.fenceText(command, start, keys));
  }

  private fenceText(command: Command, start: Buffer, keys: readonly CommandArg[] | undefined): string {
    const name = describeCommand(command);
    if (!this.table.known) {
      return `${name} was not sent: demos write only under "${start.toString()}", and the server does not tell which keys a command names (${this.table.reason}).`;
    }
    const outside = keys?.find((key) => !beginsWith(key, start));
    const what = outside === undefined ? 'does not say which keys it changes' : `names the key "${String(outside)}"`;
    return `${name} was not sent: demos write only under "${start.toString()}", and this command ${what}.`;
  }

  private readOnlyRefusal(command: Command): CodedError {
    const name = describeCommand(command);
    const reason = this.table.known
      ? `"${this.connectionName}" is read-only, and the server does not list ${name} as a reading command.`
      : `"${this.connectionName}" is read-only, and the server does not tell which commands only read (${this.table.reason}).`;
    return new CodedError(
      'READ_ONLY_CONNECTION',
      `${name} was not sent: ${reason} Use another connection, or allow writes in this one's settings.`,
    );
  }
}

function beginsWith(key: CommandArg, start: Buffer): boolean {
  const bytes = Buffer.isBuffer(key) ? key : Buffer.from(String(key));
  return bytes.subarray(0, start.length).equals(start);
}
