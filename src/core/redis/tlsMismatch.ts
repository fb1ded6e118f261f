import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../base/clock';
import { CodedError } from '../base/errors';
import type { ConnectionProfile, SocketEndpoint, TcpEndpoint } from './profile';
import { formatEndpoint } from './profile';

/** Milliseconds for one look. The connect has failed already, so nobody should wait long for the reason. */
const PATIENCE_MS = 1000;

/**
 * The failure of a connect with its true reason, where that is one side speaking TLS and the other not. By itself that
 * shows only as silence (a server waits for the end of the line that it takes a TLS greeting for) or as a hang-up. One
 * more link is opened to look; over it goes a PING or a TLS greeting, never a secret.
 */
export async function tellTlsMismatch(
  profile: ConnectionProfile,
  endpoint: TcpEndpoint | SocketEndpoint,
  failure: CodedError,
  clock: Clock,
): Promise<CodedError> {
  const address = formatEndpoint(endpoint);
  if (profile.tls && failure.code === 'CONNECT_TIMEOUT' && (await speaksPlain(endpoint, clock))) {
    const text = `The server at ${address} speaks no TLS: it answered a plain greeting. Turn TLS off for this connection, or use the server's TLS port.`;
    return new CodedError('CONNECT_TIMEOUT', text, { cause: failure });
  }
  if (!profile.tls && failure.code === 'CONNECTION_LOST' && (await speaksTls(endpoint, clock))) {
    const text = `The server at ${address} speaks only TLS there. Turn TLS on for this connection (rediss://), or use the server's plain port.`;
    return new CodedError('TLS_FAILED', text, { cause: failure });
  }
  return failure;
}

function speaksPlain(endpoint: TcpEndpoint | SocketEndpoint, clock: Clock): Promise<boolean> {
  const socket = connect(endpoint);
  socket.once('connect', () => socket.write('PING\r\n'));
  return look(socket, clock, (answer) => {
    // PONG, or a refusal such as NOAUTH.
    socket.once('data', (data: Buffer) => {
      answer(/^[+-]/.test(data.toString('latin1')));
    });
  });
}

function speaksTls(endpoint: TcpEndpoint | SocketEndpoint, clock: Clock): Promise<boolean> {
  // Nothing is verified, because nothing is said.
  const socket = connectTls({ ...endpoint, rejectUnauthorized: false });
  return look(socket, clock, (answer) => {
    socket.once('secureConnect', () => {
      answer(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      answer(error.code?.includes('ALERT') === true);
    });
  });
}

function look(socket: Socket, clock: Clock, listen: (answer: (yes: boolean) => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      deadline.dispose();
      socket.destroy();
      resolve(yes);
    };
    const deadline = clock.after(PATIENCE_MS, () => {
      answer(false);
    });
    listen(answer);
    socket.once('error', () => {
      answer(false);
    });
    socket.once('close', () => {
      answer(false);
    });
  });
}
