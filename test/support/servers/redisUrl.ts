import type { RespAddress } from './respClient';

/** Reads `redis://[user[:password]@]host[:port]` or `rediss://…`. @throws when it is neither; the message shows no part of it. */
export function addressOfUrl(url: string): RespAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol))
    throw new Error('not a redis:// or rediss:// address');
  const host = parsed.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1';
  const username = decodeURIComponent(parsed.username);
  const password = decodeURIComponent(parsed.password);
  return {
    host,
    port: Number(parsed.port || 6379),
    ...(password ? { password } : {}),
    ...(password && username ? { username } : {}),
    ...(parsed.protocol === 'rediss:' ? { tls: { servername: host } } : {}),
  };
}
