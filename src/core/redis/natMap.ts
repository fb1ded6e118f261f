import { CodedError } from '../base/errors';
import type { NatMap, TcpEndpoint } from './profile';
import { formatEndpoint } from './profile';

/** Where the address that a server names is reached from here. Throws `INVALID_INPUT` when the map's own address is none. */
export function reachable(named: TcpEndpoint, natMap: NatMap | undefined): TcpEndpoint {
  const from = formatEndpoint(named);
  const to = natMap && Object.hasOwn(natMap, from) ? natMap[from] : undefined;
  if (to === undefined) return named;
  const endpoint = readAddress(to);
  if (endpoint) return endpoint;
  const text = `The address map says ${from} is reached at "${to}", which is no host:port. Correct it in the connection.`;
  throw new CodedError('INVALID_INPUT', text);
}

/** Reads `named=reached, named=reached`; throws `INVALID_INPUT` naming the part that is no pair of addresses. */
export function readAddressMap(text: string): NatMap {
  const pairs = text.split(/[\s,;]+/).filter((part) => part !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [from, to, ...more] = pair.split('=');
      const [named, reached] = [readAddress(from ?? ''), readAddress(to ?? '')];
      if (named && reached && more.length === 0) return [formatEndpoint(named), formatEndpoint(reached)];
      throw new CodedError('INVALID_INPUT', `"${pair}" is no pair of addresses. Write it as host:port=host:port.`);
    }),
  );
}

export function formatAddressMap(map: NatMap): string {
  return Object.entries(map)
    .map(([named, reached]) => `${named}=${reached}`)
    .join(', ');
}

/** Reads `host:port`, also `[::1]:6379` and, as servers write it, `::1:6379`. Undefined when it is neither. */
export function readAddress(text: string): TcpEndpoint | undefined {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, Math.max(colon, 0)).replace(/^\[(.*)\]$/, '$1');
  const port = Number(text.slice(colon + 1));
  return colon >= 0 && Number.isInteger(port) && port > 0 && port < 65_536 ? { host, port } : undefined;
}
