import { CodedError } from '../base/errors';
import type { ConnectionState } from './connectionState';
import type { ConnectionProfile } from './profile';
import { describeAddress } from './profile';

/** Why nothing can be sent in this state. */
export function notConnected({ name }: ConnectionProfile, state: ConnectionState): CodedError {
  switch (state.kind) {
    case 'connecting':
      return new CodedError('NOT_CONNECTED', `"${name}" is still connecting. Try again in a moment.`);
    case 'reconnecting': {
      const text = `The connection "${name}" was lost and is being tried again. Nothing was sent: repeat it when it is back.`;
      return new CodedError('NOT_CONNECTED', text, { cause: state.cause });
    }
    case 'failed':
      return new CodedError('NOT_CONNECTED', `"${name}" is not connected. ${state.cause.message}`, {
        cause: state.cause,
      });
    case 'ready':
    case 'disconnected':
      return new CodedError('NOT_CONNECTED', `"${name}" is not connected. Connect it first.`);
  }
}

/** Why what was under way has no answer. A reason that is coded already is told as it is. */
export function connectionLost(profile: ConnectionProfile, cause: unknown): CodedError {
  if (cause instanceof CodedError) return cause;
  const text = `The connection to ${describeAddress(profile)} was lost. What was under way may or may not have been done.`;
  return new CodedError('CONNECTION_LOST', text, { cause });
}
