import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findOnPath, lastWords, run } from './commands';

/** A set of package lists to download from: the system's, or private ones in a folder of ours, which need no root. */
export interface AptLists {
  readonly options: readonly string[];
  /** Fetches the lists; not needed for the system's own. */
  refresh(): Promise<void>;
}

/** Whether this is a Debian or a descendant of it. */
export function hasApt(): boolean {
  return findOnPath('apt-get') !== undefined && findOnPath('dpkg-deb') !== undefined;
}

/** The lists the system has now: nothing to fetch, but they may be empty or old. */
export const systemLists: AptLists = { options: [], refresh: () => Promise.resolve() };

/**
 * Lists of the system's own sources plus `extraSources` (lines as in sources.list), kept in `folder` and fetched by
 * `refresh`. A source that cannot be reached is ignored: what counts is whether the package is then found.
 */
export function privateLists(folder: string, extraSources?: readonly string[]): AptLists {
  const state = path.join(folder, 'lists');
  const sources = path.join(folder, 'sources.list');
  const options = [
    'Dir::State::lists=' + state,
    'Dir::Cache=' + path.join(folder, 'archives'),
    'APT::Sandbox::User=root',
  ];
  if (extraSources) options.push('Dir::Etc::sourcelist=' + sources, 'Dir::Etc::sourceparts=-');
  const flags = options.flatMap((option) => ['-o', option]);
  return {
    options: flags,
    async refresh() {
      fs.mkdirSync(path.join(state, 'partial'), { recursive: true });
      fs.mkdirSync(path.join(folder, 'archives', 'archives', 'partial'), { recursive: true });
      if (extraSources) fs.writeFileSync(sources, extraSources.map((line) => `${line}\n`).join(''));
      await run('apt-get', [...flags, 'update']);
    },
  };
}

/**
 * The source line of another suite of Debian, on the mirror that the system uses; undefined on other systems.
 * @param lists that have been fetched: without lists apt names no sources, and a fresh system has none.
 * @param suite its name, where `codename` is that of this system's release: `bookworm` gives `bookworm-backports`.
 */
export async function suiteSource(lists: AptLists, suite: (codename: string) => string): Promise<string | undefined> {
  const release = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  if (!/^ID=debian$/m.test(release) || !codename) return undefined;
  const format = '$(REPO_URI)|$(RELEASE)|$(COMPONENT)';
  const targets = await run('apt-get', [...lists.options, 'indextargets', '--format', format, 'Created-By: Packages']);
  const main = targets.stdout.split('\n').find((line) => line.endsWith(`|${codename}|main`));
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const signed = fs.existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  return main && `deb ${signed}${main.split('|')[0]} ${suite(codename)} main`;
}

/**
 * Downloads packages and unpacks their files into `folder`: nothing is installed, no service is started, no root needed.
 * @returns the first package's version as Debian writes it, and the packages that any of them names as dependencies.
 * @throws when a package is not found or does not arrive.
 */
export async function unpackPackages(
  lists: AptLists,
  packages: readonly string[],
  folder: string,
): Promise<{ version: string; depends: string[] }> {
  const inbox = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-apt-'));
  try {
    // apt's own download user cannot write into a private folder; as root it would warn about that, nothing more.
    const download = await run('apt-get', [...lists.options, 'download', ...packages], { cwd: inbox });
    if (!download.ok) throw new Error(`apt-get download ${packages.join(' ')}: ${lastWords(download.output)}`);
    const files = fs.readdirSync(inbox).filter((file) => file.endsWith('.deb'));
    const depends: string[] = [];
    for (const file of files) {
      const unpacked = await run('dpkg-deb', ['-x', path.join(inbox, file), folder]);
      if (!unpacked.ok) throw new Error(`dpkg-deb -x ${file}: ${lastWords(unpacked.output)}`);
      depends.push(...dependencyNames((await run('dpkg-deb', ['-f', path.join(inbox, file), 'Depends'])).stdout));
    }
    const first = files.find((file) => file.startsWith(`${packages[0]}_`)) ?? '';
    const version = (await run('dpkg-deb', ['-f', path.join(inbox, first), 'Version'])).stdout.trim();
    return { version, depends };
  } finally {
    fs.rmSync(inbox, { recursive: true, force: true });
  }
}

/** `libssl3 (>= 3.0.0), a | b` → `libssl3`, `a`, `b` */
function dependencyNames(field: string): string[] {
  return field.split(/[,|]/).flatMap((part) => /^\s*([a-z0-9][a-z0-9.+-]+)/.exec(part)?.[1] ?? []);
}

/**
 * Installs packages on the system: as root, or by a sudo that does not ask.
 * @returns undefined when done, else why not.
 */
export async function installPackages(packages: readonly string[]): Promise<string | undefined> {
  if (!hasApt()) return 'there is no apt-get';
  const root = process.getuid?.() === 0;
  if (!root && !(await run('sudo', ['-n', 'true'])).ok) return 'not root, and sudo asks for a password';
  const program = root ? 'apt-get' : 'sudo';
  const before = root ? [] : ['-n', 'apt-get'];
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const first = await run(program, [...before, ...install], { env });
  if (first.ok) return undefined;
  // A fresh system has no package lists yet.
  await run(program, [...before, 'update']);
  const second = await run(program, [...before, ...install], { env });
  return second.ok ? undefined : lastWords(second.output);
}
