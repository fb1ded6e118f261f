import type { Frame } from 'playwright-core';
import { addConnection } from '../e2e/connecting';
import type { FoundServer } from '../support/servers/flavours';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import type { Workbench } from '../support/vscode/workbench';
import { openWorkbench } from '../support/vscode/workbench';
import { hostCpu } from './hostCpu';
import { monotonicMs } from './liveRun';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';
import { WATCHED_SERVER, WAYS } from './ways';
import { latenciesOf, RATES, writeTimes } from './writes';

type Way = (typeof WAYS)[number];
type Rate = (typeof RATES)[number];

export type PaintFigures = Readonly<
  Record<
    `${Way}PaintAt${Rate}${'P95Ms' | 'FramesPerSecond' | 'LongestFrameMs'}` | `${Way}HostAt${Rate}CpuPercent`,
    Summary
  >
>;

/** What a frame of the workbench saw: when each frame was drawn, and when each value was first there to be drawn. */
interface Seen {
  readonly frames: readonly number[];
  readonly values: readonly (readonly [at: number, text: string])[];
}

/**
 * From a write until the inspector draws it, or a later one, in the real workbench, with its frames and the processor time
 * of the whole extension host; each way in a workbench of its own.
 */
export async function measurePaint(binary: FoundServer, rounds: number): Promise<PaintFigures> {
  const server = await startServer('redis7', { binary, ...WATCHED_SERVER });
  const writer = await connectResp(server.address);
  const found = new Map<string, number[]>();
  await writer.call('HSET', 'live', 'at', monotonicMs());
  try {
    for (const way of WAYS) {
      const workbench = await openWorkbench();
      try {
        const frame = await lookAt(workbench, way, server.port);
        for (let round = 0; round < rounds; round += 1) {
          for (const rate of RATES) {
            const figures = await measureOnce(workbench.root, frame, writer, way, rate);
            for (const [name, value] of figures) found.set(name, [...(found.get(name) ?? []), value]);
          }
        }
      } finally {
        await workbench.stop();
      }
    }
  } finally {
    writer.close();
    await server.stop();
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, summarize(values)])) as PaintFigures;
}

/** Opens the key as somebody who hears of its changes in this way. */
async function lookAt(workbench: Workbench, way: Way, port: number): Promise<Frame> {
  await workbench.openView('Redis Patterns');
  await addConnection(workbench, { url: `redis://${way}:@127.0.0.1:${String(port)}`, name: 'bench', password: 'pw' });
  await workbench.tree('Keys').click('live');
  const frame = await workbench.webviewFrame('.content-row .second');
  await frame.locator(`.live[data-way="${way}"]`).waitFor();
  return frame;
}

async function measureOnce(
  root: string,
  frame: Frame,
  writer: RespClient,
  way: Way,
  rate: Rate,
): Promise<[string, number][]> {
  await watch(frame);
  const begun = { at: monotonicMs(), cpu: hostCpu(root) };
  const written = await writeTimes(writer, rate, (at) => ['HSET', 'live', 'at', at]);
  const [cpu, ms] = [hostCpu(root), monotonicMs() - begun.at];
  // The last of them may be looked for as late as a poll.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { frames, values } = await told(frame);
  const readings = values.map(([at, text]) => [at, Number(text)] as const);
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000;
  const name = `${way}PaintAt${String(rate)}`;
  return [
    [`${name}P95Ms`, quantile(latenciesOf(written, readings), 0.95)],
    [`${name}FramesPerSecond`, gaps.length / seconds],
    [`${name}LongestFrameMs`, Math.max(...gaps)],
    ...(cpu === undefined || begun.cpu === undefined
      ? []
      : ([[`${way}HostAt${String(rate)}CpuPercent`, (100 * (cpu - begun.cpu)) / ms]] as [string, number][])),
  ];
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
