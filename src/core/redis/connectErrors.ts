import { CodedError } from '../base/errors';
import type { ConnectionProfile } from './profile';
import { describeAddress } from './profile';
import { tlsError } from './tlsErrors';

/** The reason why a link could not be opened, from what the socket said. Nothing said means the server hung up. */
export function connectError(profile: ConnectionProfile, cause: unknown): CodedError {
  if (cause instanceof CodedError) return cause;
  const address = describeAddress(profile);
  const code = codeOf(cause);
  const coded = (name: CodedError['code'], text: string): CodedError => new CodedError(name, text, { cause });
  switch (code) {
    case 'ECONNREFUSED':
      return coded('CONNECT_REFUSED', `Nothing listens at ${address}. Start the server, or correct the address.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return coded('CONNECT_REFUSED', `There is no way to ${address} from here (${code}). Check the network or VPN.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return coded('HOST_NOT_FOUND', `The host of ${address} is not known here. Check its spelling, or the network.`);
    case 'ENOENT':
      return coded('HOST_NOT_FOUND', `There is no socket at ${address}. Start the server, or correct the path.`);
    case 'EACCES':
    case 'EPERM':
      return coded('CONNECT_REFUSED', `The system does not let us open ${address} (${code}). Check its permissions.`);
    case 'ERR_SOCKET_BAD_PORT':
      return coded('INVALID_INPUT', `The port of ${address} is not between 1 and 65535. Edit the connection.`);
    case 'ETIMEDOUT':
      return connectTimeout(profile, cause);
  }
  return tlsError(address, code, cause) ?? hungUp(profile, cause);
}

export function connectTimeout(profile: ConnectionProfile, cause?: unknown): CodedError {
  const advice = profile.tls
    ? 'Check the address, and whether that port speaks TLS.'
    : 'Check the address, the firewall, and whether that port expects TLS.';
  return new CodedError('CONNECT_TIMEOUT', `${describeAddress(profile)} did not answer in time. ${advice}`, { cause });
}

function hungUp(profile: ConnectionProfile, cause: unknown): CodedError {
  const address = describeAddress(profile);
  if (profile.tls) {
    const text = `${address} broke off the secure connection. Check whether it speaks TLS and wants a client certificate.`;
    return new CodedError('TLS_FAILED', text, { cause });
  }
  const text = `${address} closed the connection before it was ready. It may expect TLS, or be at its client limit.`;
  return new CodedError('CONNECTION_LOST', text, { cause });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
