import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { lastWords, run } from './commands';
import type { Flavour } from './flavours';
import { startServer } from './startServer';
import type { RunningServer, ServerOptions } from './startServer';

/** Files of a private authority, made for one test run. All PEM. */
export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
  remove(): void;
}

export interface RunningTlsServer extends RunningServer {
  readonly certificates: Certificates;
  /** What node:tls needs to be let in: authority, client certificate and key. */
  readonly client: ConnectionOptions;
}

/** Makes an authority and the certificates of a server (localhost, 127.0.0.1) and a client. @throws without openssl. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-tls-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const file = (name: string) => path.join(folder, name);
  try {
    const ca = ['-x509', '-subj', '/CN=Redis Patterns test authority', '-keyout', 'ca.key', '-out', 'ca.crt'];
    await openssl(folder, ['req', ...fresh, ...ca]);
    await certify(folder, 'server', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
    await certify(folder, 'client', 'extendedKeyUsage=clientAuth\n');
  } catch (error) {
    remove();
    throw error;
  }
  const pair = (name: string) => ({ cert: file(`${name}.crt`), key: file(`${name}.key`) });
  return { folder, ca: file('ca.crt'), server: pair('server'), client: pair('client'), remove };
}

/** Elliptic-curve keys take milliseconds, RSA keys up to a second. Two days are enough for a test and any time zone. */
const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

async function certify(folder: string, name: string, extensions: string): Promise<void> {
  fs.writeFileSync(path.join(folder, `${name}.ext`), extensions);
  const request = ['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`];
  await openssl(folder, ['req', ...fresh.slice(0, -2), ...request]);
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
  await openssl(folder, ['x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, ...signing]);
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  const result = await run('openssl', args, { cwd: folder, timeout: 30_000 });
  if (!result.ok) throw new Error(`openssl ${args[0]}: ${lastWords(result.output)}`);
}

/**
 * Starts a server that speaks only TLS and wants a client certificate from the same authority.
 * @throws where the server program was built without TLS, or there is no openssl.
 */
export async function startTlsServer(
  flavour: Flavour = 'redis7',
  options: Omit<ServerOptions, 'tls' | 'sentinel'> = {},
): Promise<RunningTlsServer> {
  const certificates = await makeCertificates();
  try {
    const client: ConnectionOptions = {
      ca: fs.readFileSync(certificates.ca),
      cert: fs.readFileSync(certificates.client.cert),
      key: fs.readFileSync(certificates.client.key),
    };
    const { cert, key } = certificates.server;
    const config = [`tls-cert-file "${cert}"`, `tls-key-file "${key}"`, `tls-ca-cert-file "${certificates.ca}"`];
    const server = await startServer(flavour, { ...options, tls: { config, client } });
    const stop = async () => {
      await server.stop();
      certificates.remove();
    };
    return {
      ...server,
      // The spread would freeze it.
      get pid() {
        return server.pid;
      },
      certificates,
      client,
      stop,
    };
  } catch (error) {
    certificates.remove();
    throw error;
  }
}
