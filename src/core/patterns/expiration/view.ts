import type { Command } from '../../redis/reply';
import { asArray, asNumber } from '../../redis/reply';
import type { Block, CardsBlock } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { deviceLives, deviceNames } from './devices';
import { busiestSecond, livesLeft, pageKey, pageLifeMs } from './lives';
import type { ExpirationContext } from './parameters';

/** Pages that the view looks at: one round trip, whatever the number of pages. */
const SHOWN = 1000;
const BARS = 40;

/** When the cached pages end, as bars; and how long each device is remembered. One round trip. */
export async function view(context: ExpirationContext): Promise<readonly Block[]> {
  const pages = Array.from({ length: Math.min(SHOWN, context.parameters.pages) }, (_, page) => page);
  const asksDevices = context.variant === 'fields';
  const readings = await readAll(context, [
    ...(asksDevices ? [deviceLives(context)] : []),
    ...pages.map((page): Command => ['PTTL', pageKey(context, page)]),
  ]);
  const [devices] = readings;
  const read = asksDevices ? readings.slice(1) : readings;
  const [first] = read;
  if (!first || !devices) return [];
  const { at } = first.source;
  const lives = livesLeft(read.map(({ reply }) => reply));
  const source = { command: `${first.source.command} … of each page`, at };
  return [
    {
      kind: 'chart',
      title: 'When cached pages expire',
      unit: 'pages',
      shape: 'bars',
      ...bars(context, lives, at),
      source,
    },
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Pages in the cache', value: lives.length, source },
        { label: 'Expire within one second, at most', value: busiestSecond(lives), unit: 'pages', source },
      ],
    },
    ...(asksDevices ? deviceCards(context, devices) : []),
  ];
}

/** Pages by when they end, counted from now. The bars move as time goes by: their places are fixed, and so is their width. */
function bars(
  context: ExpirationContext,
  lives: readonly number[],
  at: number,
): { readonly times: readonly number[]; readonly series: readonly { label: string; values: readonly number[] }[] } {
  const width = Math.max(1000, Math.ceil(pageLifeMs(context) / BARS / 1000) * 1000);
  const start = Math.floor(at / width) * width;
  const values = Array.from({ length: Math.ceil(pageLifeMs(context) / width) + 1 }, () => 0);
  for (const life of lives) {
    const bar = Math.min(values.length - 1, Math.floor((at + life - start) / width));
    values[bar] = (values[bar] ?? 0) + 1;
  }
  return {
    times: values.map((_, bar) => start + bar * width),
    series: [{ label: `Expire within ${String(width / 1000)} s`, values }],
  };
}

function deviceCards({ ttlSeconds }: ExpirationContext, { reply, source }: Reading): readonly CardsBlock[] {
  const lives = asArray(reply).map((life) => asNumber(life));
  const fields = deviceNames.flatMap((name, index) => {
    const leftMs = lives[index] ?? -2;
    return leftMs < 0 ? [] : [{ name, value: 'seen', life: { leftMs, ofMs: ttlSeconds * 1000 } }];
  });
  if (fields.length === 0) return [];
  return [
    { kind: 'cards', title: 'Devices of one user', cards: [{ id: 'devices', title: 'devices', fields }], source },
  ];
}
