import { until } from './servers/until';

/** Asks again until the answer is true. @throws after `patience` milliseconds, with what was waited for. */
export async function untilTrue(what: string, ask: () => Promise<boolean>, patience?: number): Promise<void> {
  await until(what, async () => ((await ask()) ? true : undefined), patience);
}
