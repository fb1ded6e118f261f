import * as fs from 'node:fs';

/** Milliseconds that one tick of /proc stands for: it is 100 a second on all that Node runs on. */
const TICK_MS = 10;

/** Processor time so far, in ms, of the extension host of the VS Code server in this folder; undefined where there is no /proc. */
export function hostCpu(root: string): number | undefined {
  if (!fs.existsSync('/proc/self/stat')) return undefined;
  const host = fs.readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && isHost(pid, root));
  if (host === undefined) throw new Error('The extension host was not found.');
  // Its name, in parentheses, may hold anything.
  const fields = read(host, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) * TICK_MS;
}

function isHost(pid: string, root: string): boolean {
  return read(pid, 'cmdline').includes('--type=extensionHost') && read(pid, 'environ').includes(`=${root}/`);
}

/** Empty when the process has ended, or is another user's. */
function read(pid: string, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
