import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import type { CodedError, ErrorCode } from '../../core/base/errors';
import { toCodedError } from '../../core/base/errors';
import type { CommandId } from '../commands/ids';
import { commandIds } from '../commands/ids';
import { inert } from './inert';

export interface ErrorContext {
  /** The connection that the failed work was done on: remedies act on it. */
  readonly connectionId?: string | undefined;
}

interface Remedy {
  readonly title: string;
  readonly command: CommandId | 'workbench.action.openSettings';
  /** What the command is told; the connection unless said otherwise. */
  readonly argument?: string;
}

const EDIT: Remedy = { title: 'Edit Connection', command: commandIds.editConnection };
const PASSWORD: Remedy = { title: 'Enter Password', command: commandIds.enterPassword };
const CONNECT: Remedy = { title: 'Connect', command: commandIds.connect };
/** What the sentinels ask for stands there and nowhere else: no form of ours has a place for it. */
const SETTINGS: Remedy = {
  title: 'Open Settings',
  command: 'workbench.action.openSettings',
  argument: 'redisPatterns.connections',
};
const RETRY: Remedy = { title: 'Try Again', command: commandIds.connect };

/** The likeliest way out, where one of our commands is it. */
const REMEDIES: { readonly [Code in ErrorCode]?: Remedy } = {
  CONNECT_REFUSED: EDIT,
  CONNECT_TIMEOUT: EDIT,
  HOST_NOT_FOUND: EDIT,
  TLS_FAILED: EDIT,
  DATABASE_OUT_OF_RANGE: EDIT,
  READ_ONLY_CONNECTION: EDIT,
  NO_PERMISSION: EDIT,
  READONLY_REPLICA: EDIT,
  AUTH_REQUIRED: PASSWORD,
  WRONG_PASSWORD: PASSWORD,
  SENTINEL_AUTH: SETTINGS,
  NOT_CONNECTED: CONNECT,
  CONNECTION_LOST: RETRY,
  SERVER_LOADING: RETRY,
};

/** Shows errors to people and writes them to the log. */
export interface ErrorPresenter {
  /** Shows the error once, with its likeliest remedy; nothing for what was cancelled. Does not wait for an answer. */
  readonly show: (error: unknown, context?: ErrorContext) => void;
  /** For what failed in the background: the view says it in its own place, the log has it whole. */
  readonly log: (error: unknown) => void;
}

export function createErrorPresenter(log: vscode.LogOutputChannel): ErrorPresenter {
  const shown = new WeakSet<CodedError>();
  const write = (error: CodedError): void => {
    if (error.code === 'INTERNAL') log.error(causeOf(error));
    else log.warn(`${error.code}: ${error.message}`);
  };
  return {
    show(error, context = {}) {
      if (isAbortError(error)) return;
      const coded = toCodedError(error);
      if (shown.has(coded)) return;
      shown.add(coded);
      write(coded);
      void offer(coded, context, log);
    },
    log(error) {
      if (!isAbortError(error)) write(toCodedError(error));
    },
  };
}

async function offer(error: CodedError, context: ErrorContext, log: vscode.LogOutputChannel): Promise<void> {
  const remedy = remedyOf(error, context);
  const buttons = [...(remedy ? [remedy.title] : []), 'Show Log'];
  const choice = await vscode.window.showErrorMessage(inert(error.message), ...buttons);
  if (choice === 'Show Log') log.show(true);
  else if (choice !== undefined && remedy)
    await vscode.commands.executeCommand(remedy.command, remedy.argument ?? context.connectionId);
}

function remedyOf(error: CodedError, { connectionId }: ErrorContext): Remedy | undefined {
  const remedy = REMEDIES[error.code];
  // Without a connection there is nothing to edit; connecting asks which one by itself, and settings are there.
  return remedy && (connectionId !== undefined || remedy === CONNECT || remedy === SETTINGS) ? remedy : undefined;
}

function causeOf(error: CodedError): Error {
  return error.cause instanceof Error ? error.cause : error;
}
