import type { Frame } from 'playwright-core';
import { addConnection } from '../e2e/connecting';
import type { FoundServer } from '../support/servers/flavours';
import { connectResp } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import { openWorkbench } from '../support/vscode/workbench';
import { monotonicMs } from './liveRun';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';
import { latenciesOf, RATES, writeTimes } from './writes';

export type PaintFigures = Readonly<
  Record<`paintAt${(typeof RATES)[number]}${'P95Ms' | 'FramesPerSecond' | 'LongestFrameMs'}`, Summary>
>;

/** What a frame of the workbench saw: when each frame was drawn, and when each value was first there to be drawn. */
interface Seen {
  readonly frames: readonly number[];
  readonly values: readonly (readonly [at: number, text: string])[];
}

/** From a write until the inspector draws it, or a later one, in the real workbench; times by the machine's wall clock. */
export async function measurePaint(binary: FoundServer, rounds: number): Promise<PaintFigures> {
  const server = await startServer('redis7', { binary });
  const writer = await connectResp(server.address);
  const found = new Map<string, number[]>();
  const note = (name: string, value: number): void => void found.set(name, [...(found.get(name) ?? []), value]);
  await writer.call('HSET', 'live', 'at', monotonicMs());
  const workbench = await openWorkbench();
  try {
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'bench' });
    await workbench.tree('Keys').click('live');
    const frame = await workbench.webviewFrame('.content-row .second');
    for (let round = 0; round < rounds; round += 1) {
      for (const rate of RATES) {
        await watch(frame);
        const written = await writeTimes(writer, rate, (at) => ['HSET', 'live', 'at', at]);
        await new Promise((resolve) => setTimeout(resolve, 1200));
        const { frames, values } = await told(frame);
        const readings = values.map(([at, text]) => [at, Number(text)] as const);
        note(`paintAt${String(rate)}P95Ms`, quantile(latenciesOf(written, readings), 0.95));
        const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
        const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000;
        note(`paintAt${String(rate)}FramesPerSecond`, gaps.length / seconds);
        note(`paintAt${String(rate)}LongestFrameMs`, Math.max(...gaps));
      }
    }
  } finally {
    await workbench.stop();
    writer.close();
    await server.stop();
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, summarize(values)])) as PaintFigures;
}

/** Notes every frame from now on. The page's clock is brought to that of `monotonicMs`, to half of a round trip. */
async function watch(frame: Frame): Promise<void> {
  const before = monotonicMs();
  const there = await frame.evaluate(() => performance.now());
  const offset = (before + monotonicMs()) / 2 - there;
  await frame.evaluate((shift) => {
    const seen = { frames: [] as number[], values: [] as [number, string][], over: false };
    Object.assign(globalThis, { seen });
    const draw = (): void => {
      const at = performance.now() + shift;
      const text = document.querySelector('.content-row .second')?.textContent ?? '';
      seen.frames.push(at);
      if (text !== seen.values.at(-1)?.[1]) seen.values.push([at, text]);
      if (!seen.over) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }, offset);
}

function told(frame: Frame): Promise<Seen> {
  return frame.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Seen & { over: boolean } };
    seen.over = true;
    return seen;
  });
}
