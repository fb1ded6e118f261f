import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { readCommandLine } from './importCommands';
import { readJsonLine } from './jsonPart';
import { expiryCommand, partCommands } from './keyPart';
import type { Line } from './lines';
import { readLines } from './lines';

/** What one line of a file writes. */
export interface ImportStep {
  /** Of the file, from 1 on. */
  readonly line: number;
  readonly key: Buffer;
  readonly commands: readonly Command[];
  /** Bytes of the line. */
  readonly size: number;
}

const BRACE = '{'.charCodeAt(0);

/**
 * The steps of an export, line by line: JSON lines where a line begins with a brace, else commands. Throws `INVALID_INPUT`
 * that names the line when it is neither.
 */
export async function* importSteps(source: AsyncIterable<Uint8Array>): AsyncGenerator<ImportStep> {
  for await (const line of readLines(source)) {
    const { number, bytes } = line;
    try {
      yield { line: number, size: bytes.length, ...(bytes[0] === BRACE ? jsonStep(line) : commandStep(line)) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      throw new CodedError(error.code, `Line ${String(number)}: ${error.message}`, { cause: error });
    }
  }
}

type Step = Pick<ImportStep, 'key' | 'commands'>;

function commandStep({ bytes }: Line): Step {
  const { key, command } = readCommandLine(bytes);
  return { key, commands: [command] };
}

function jsonStep({ bytes }: Line): Step {
  const { key, part, more, expireAt } = readJsonLine(bytes.toString('utf8'));
  const commands = partCommands(key, part);
  return { key, commands: more || expireAt === undefined ? commands : [...commands, expiryCommand(key, expireAt)] };
}
