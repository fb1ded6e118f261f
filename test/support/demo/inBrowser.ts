import { startServer } from '../vscode/server';
import { type DemoWindow, demoEnvironment, demoExtensions } from './driver';

/** Starts the server build of VS Code and says where a browser finds it. It answers on the loopback only. */
export async function startInBrowser(redisUrl: string, say: (line: string) => void): Promise<DemoWindow> {
  say('VS Code: the server build, because no desktop VS Code with a display was found. Installing it if needed.');
  const server = await startServer({ extensions: demoExtensions(), env: demoEnvironment(redisUrl) });
  say(`Open this in a browser on this machine: ${server.url()}`);
  return { ended: new Promise(() => undefined), stop: () => server.stop() };
}
