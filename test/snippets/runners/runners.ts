import { skip } from '../../support/skip';
import { goRunner } from './go';
import { javaRunner } from './java';
import { javascriptRunner } from './javascript';
import { pythonRunner } from './python';
import type { Runner } from './runner';
import { shellRunner } from './shell';
import { typescriptRunner } from './typescript';

const RUNNERS: Readonly<Record<string, Runner>> = {
  ioredis: typescriptRunner('ioredis'),
  'node-redis': typescriptRunner('node-redis'),
  'ioredis-js': javascriptRunner('ioredis-js'),
  'node-redis-js': javascriptRunner('node-redis-js'),
  'redis-py': pythonRunner,
  'go-redis': goRunner,
  jedis: javaRunner,
  'redis-cli': shellRunner,
};

export function runnerOf(clientId: string): Runner {
  const runner = RUNNERS[clientId];
  if (!runner) throw new Error(`There is no runner for ${clientId}.`);
  return runner;
}

/** Skips the test, or in a `before` hook the suite, where the client's tools are missing. In CI such a skip is a failure. */
export async function needRunner(context: Mocha.Context, clientId: string): Promise<void> {
  const reason = await runnerOf(clientId).missing();
  if (reason !== undefined) skip(context, reason);
}
