import { isPort, parsePort } from './endpoint';
import type { TcpEndpoint } from './profile';
import { fieldsOf } from './composeFile';

/**
 * Where the port `target` of a container is reached from outside, by the `ports` of its service in the short syntax
 * (`6379:6379`, `127.0.0.1:7001:6379/tcp`, `7000-7002:6379-6381`) or the long one. Undefined when it is not published,
 * or on a port that docker chooses.
 */
export function publishedAt(ports: unknown, target: number): TcpEndpoint | undefined {
  if (!Array.isArray(ports)) return undefined;
  for (const entry of ports as unknown[]) {
    const found = typeof entry === 'string' ? shortSyntax(entry, target) : longSyntax(entry, target);
    if (found) return found;
  }
  return undefined;
}

function shortSyntax(text: string, target: number): TcpEndpoint | undefined {
  const [, host = '', published = '', inside = ''] =
    /^(?:(\[[^\]]*\]|[\d.]*):)?(\d+(?:-\d+)?):(\d+(?:-\d+)?)(?:\/tcp)?$/.exec(text.trim()) ?? [];
  return mapped(host, published, inside, target);
}

function longSyntax(entry: unknown, target: number): TcpEndpoint | undefined {
  const { target: inside, published, host_ip: host, protocol } = fieldsOf(entry);
  if (protocol !== undefined && protocol !== 'tcp') return undefined;
  return mapped(text(host), text(published), text(inside), target);
}

/** The n-th port of the range outside belongs to the n-th inside. */
function mapped(host: string, published: string, inside: string, target: number): TcpEndpoint | undefined {
  const from = rangeOf(inside);
  const to = rangeOf(published);
  if (!from || !to || target < from.first || target > from.last) return undefined;
  // More outside than inside: docker takes one that is free.
  if (to.last - to.first !== from.last - from.first) return undefined;
  const port = to.first + target - from.first;
  return isPort(port) ? { host: reachableHost(host), port } : undefined;
}

function rangeOf(value: string): { first: number; last: number } | undefined {
  const [first = 0, last = first] = value.split('-').map((part) => parsePort(part) ?? 0);
  return first > 0 && last >= first ? { first, last } : undefined;
}

/** All addresses of the machine include localhost. */
function reachableHost(host: string): string {
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  return plain === '' || plain === '0.0.0.0' || plain === '::' ? 'localhost' : plain;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
