import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again every 50 ms until the answer is not undefined. A rejected question counts as undefined: servers come and go.
 * @throws after `patience` milliseconds, with what was waited for and the last error.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, patience = 20_000): Promise<T> {
  const deadline = Date.now() + patience;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  const because = last instanceof Error ? `: ${last.message}` : '';
  throw new Error(`Waited ${patience} ms for ${what}${because}`, { cause: last });
}
