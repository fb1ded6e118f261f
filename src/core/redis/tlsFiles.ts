import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { CodedError } from '../base/errors';
import type { TlsOptions } from './profile';

/** The options as Node's TLS wants them, with the files read. Rejects with `TLS_FAILED` naming the file it cannot read. */
export async function loadTls(tls: TlsOptions): Promise<ConnectionOptions> {
  return {
    rejectUnauthorized: tls.verify,
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(tls.caFile === undefined ? {} : { ca: await pem(tls.caFile, 'CA') }),
    ...(tls.certFile === undefined ? {} : { cert: await pem(tls.certFile, 'client certificate') }),
    ...(tls.keyFile === undefined ? {} : { key: await pem(tls.keyFile, 'client key') }),
  };
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
