import * as path from 'node:path';
import { repositoryRoot } from '../repository';

/** The product, and the small extension that connects it and makes the demo data through its public API. */
export function demoExtensions(): readonly [product: string, driver: string] {
  const root = repositoryRoot();
  return [root, path.join(root, 'test', 'support', 'demo', 'driver')];
}

/** The driver reads the server's URL from its environment, so that a password in it gets into no file. */
export function demoEnvironment(redisUrl: string): Readonly<Record<string, string>> {
  return { REDIS_PATTERNS_DEMO_URL: redisUrl };
}

/** A VS Code that runs the demo. */
export interface DemoWindow {
  /** Resolves when the person has closed it, where that can be seen. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}
