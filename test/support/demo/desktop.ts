import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type DemoWindow, demoEnvironment, demoExtensions } from './driver';

/** Opens the demo in the desktop VS Code on PATH; undefined where there is none, or no display to show it on. */
export function startDesktop(redisUrl: string, say: (line: string) => void): DemoWindow | undefined {
  if (!hasDisplay() || spawnSync('code', ['--version'], { shell: onWindows }).status !== 0) return undefined;
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-demo-'));
  const workspace = path.join(root, 'workspace');
  fs.mkdirSync(workspace);
  const child = spawn(
    'code',
    [
      ...demoExtensions().map((folder) => `--extensionDevelopmentPath=${folder}`),
      `--user-data-dir=${path.join(root, 'user')}`,
      `--extensions-dir=${path.join(root, 'extensions')}`,
      '--disable-workspace-trust',
      '--new-window',
      '--wait',
      workspace,
    ],
    { stdio: 'ignore', shell: onWindows, env: { ...process.env, ...demoEnvironment(redisUrl) } },
  );
  say('VS Code: the one on PATH, with settings and extensions of its own. Closing its window ends the demo.');
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    ended,
    async stop() {
      child.kill();
      await ended;
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

const onWindows = process.platform === 'win32';

function hasDisplay(): boolean {
  if (onWindows || process.platform === 'darwin') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}
