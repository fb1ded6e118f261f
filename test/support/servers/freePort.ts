import * as net from 'node:net';

/** Ports that were handed out: the system may offer the same one again before its server listens. */
const handedOut = new Set<number>();

/** A TCP port that nothing on 127.0.0.1 listens to, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await offeredPort();
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}

function offeredPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
