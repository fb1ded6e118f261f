import type { TcpEndpoint } from './profile';

/** Where a server listens unless told otherwise. */
export const REDIS_PORT = 6379;
export const SENTINEL_PORT = 26_379;

/**
 * Reads `host`, `host:port`, `[IPv6]` and `[IPv6]:port`; undefined when it is none of them. Without a port it is
 * `defaultPort`.
 */
export function parseEndpoint(text: string, defaultPort: number): TcpEndpoint | undefined {
  // `${env:NAME}` has a colon of its own.
  const [, six, plain, port] = /^(?:\[([^\]]*)\]|((?:\$\{[^}]*\}|[^:[\]])*))(?::([^:]*))?$/s.exec(text.trim()) ?? [];
  const host = six ?? plain ?? '';
  if (!isHost(host) || (six !== undefined && !six.includes(':'))) return undefined;
  if (port === undefined) return { host, port: defaultPort };
  const number = parsePort(port);
  return number === undefined ? undefined : { host, port: number };
}

/** The port that `text` is, or undefined when it is none. */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return isPort(port) ? port : undefined;
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** Whether it may be the name or address of a host: what has blanks, slashes or an @ is something else pasted into it. */
export function isHost(text: string): boolean {
  return text !== '' && !/[\s"'<>\\/@]/.test(text);
}
