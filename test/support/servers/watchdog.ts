import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';

/** What must be gone when this process is: folders of running servers by the server's process id. */
const charges = new Map<number, string>();
let shell: ChildProcess | undefined;

/**
 * A shell that outlives us. It reads "+ pid folder" and "- pid" lines until its input ends, which the system brings about however
 * we end, SIGKILL included; then it kills and removes what is left. The exit handler below is faster but not always run.
 */
const script = `
while read -r sign pid folder; do
  if [ "$sign" = + ]; then list="$list
$pid $folder"; else list=$(printf '%s\\n' "$list" | grep -v "^$pid "); fi
done
printf '%s\\n' "$list" | while read -r pid folder; do
  if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null; rm -rf -- "$folder"; fi
done`;

/** From now on this server process ends, and its folder is removed, with this process at the latest. */
export function guard(pid: number, folder: string): void {
  charges.set(pid, folder);
  tell(`+ ${pid} ${folder}\n`);
}

/** The server process has ended and its folder is somebody's business again. */
export function unguard(pid: number): void {
  charges.delete(pid);
  tell(`- ${pid}\n`);
}

function tell(line: string): void {
  if (!shell) {
    // Its own session: a Ctrl-C in the terminal reaches all of ours, and must not reach it.
    shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    shell.on('error', () => undefined);
    shell.stdin?.on('error', () => undefined);
    shell.unref();
    (shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    process.on('exit', clear);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => onSignal(signal));
  }
  shell.stdin?.write(line);
}

/** Who listens to a signal decides what it means, and ends in `exit`; if nobody else does, it ends this process as ever. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 0) return;
  clear();
  process.kill(process.pid, signal);
}

function clear(): void {
  for (const [pid, folder] of charges) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }
  charges.clear();
}
