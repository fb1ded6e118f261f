// `npm run demo`: finds or starts a Redis, starts a real VS Code with the extension, connects it and makes demo data.
import { findOrStartRedis } from '../servers/forDemo';
import { checkDemo } from './checkDemo';
import { startDesktop } from './desktop';
import { startInBrowser } from './inBrowser';

export interface DemoOptions {
  /** Runs headless, goes through the lab, takes screenshots into dist/demo, and ends by itself. */
  readonly check: boolean;
}

/** Runs until Ctrl-C, or to the end of the check. Stops all that it started. Answers the process's exit code. */
export async function runDemo({ check }: DemoOptions): Promise<number> {
  const stopped = interrupted();
  const redis = await findOrStartRedis(say);
  try {
    say(`Redis: ${redis.description}`);
    if (check) return await checkDemo(redis, say);
    const vscode = startDesktop(redis.url, say) ?? (await startInBrowser(redis.url, say));
    try {
      say('Ctrl-C stops everything that was started.');
      await Promise.race([stopped, vscode.ended]);
    } finally {
      say('Stopping.');
      await vscode.stop();
    }
    return 0;
  } finally {
    await redis.stop();
  }
}

function say(line: string): void {
  console.log(line);
}

/**
 * Resolves at the first Ctrl-C (or SIGTERM, SIGHUP); a second one ends this process at once. The listeners stay: the
 * servers' own handler ends the process when it finds nobody else listening.
 */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      });
    }
  });
}
