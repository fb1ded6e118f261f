import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { CodedError } from '../base/errors';
import type { SocketEndpoint, TcpEndpoint, TlsOptions } from './profile';

/** The options as Node's TLS wants them, with the files read. Rejects with `TLS_FAILED` naming the file it cannot read. */
export async function loadTls(tls: TlsOptions, endpoint: TcpEndpoint | SocketEndpoint): Promise<ConnectionOptions> {
  const serverName = tls.serverName ?? hostName(endpoint);
  return {
    rejectUnauthorized: tls.verify,
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(tls.caFile === undefined ? {} : { ca: await pem(tls.caFile, 'CA') }),
    ...(tls.certFile === undefined ? {} : { cert: await pem(tls.certFile, 'client certificate') }),
    ...(tls.keyFile === undefined ? {} : { key: await pem(tls.keyFile, 'client key') }),
  };
}

/** Node names no server by itself (SNI), and hosted services that share one address tell them apart by it. */
function hostName(endpoint: TcpEndpoint | SocketEndpoint): string | undefined {
  // An address is no name: RFC 6066 forbids it there, and Node warns of it.
  return 'host' in endpoint && isIP(endpoint.host) === 0 ? endpoint.host : undefined;
}

async function pem(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new CodedError('TLS_FAILED', `The ${what} file ${path} cannot be read. Correct its path in the connection.`, {
      cause,
    });
  }
}
