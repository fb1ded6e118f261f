import * as path from 'node:path';
import { findOnPath, lastWords, run } from './commands';
import type { FindOptions, FoundServer } from './flavours';
import { found, identify } from './program';

/**
 * The server of a Homebrew formula, installed if need be; its service is not started. Homebrew keeps no older Redis, so
 * `redis` may be newer than 7 there.
 * @throws with what is missing.
 */
export async function brewServer(flavour: 'redis7' | 'valkey', options: FindOptions): Promise<FoundServer> {
  const brew = findOnPath('brew');
  if (!brew) throw new Error('there is no Homebrew');
  const formula = flavour === 'valkey' ? 'valkey' : 'redis';
  const program = `${formula}-server`;
  const listed = await run(brew, ['list', '--versions', formula]);
  if (!listed.ok) {
    options.say?.(`Installing ${formula} with Homebrew`);
    const result = await run(brew, ['install', formula], { env: { HOMEBREW_NO_AUTO_UPDATE: '1' } });
    if (!result.ok) throw new Error(`brew install ${formula}: ${lastWords(result.output)}`);
  }
  const prefix = (await run(brew, ['--prefix', formula])).stdout.trim();
  const binary = path.join(prefix, 'bin', program);
  const identity = await identify(binary);
  if (!identity) throw new Error(`Homebrew's ${program} does not run`);
  return found(flavour, binary, identity, { source: `Homebrew's ${formula}` });
}
