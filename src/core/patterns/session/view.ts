import type { Command } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { Block, CardsBlock, Figure, Life } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { directoryOf } from './directory';
import type { Lifetimes, SessionContext } from './parameters';
import { lifetimes } from './parameters';
import { asTime } from './serverTime';
import type { StoredSession } from './store';
import { storeOf } from './stores';

type Card = CardsBlock['cards'][number];

/** Some of the newest may be over: this many times the cards are looked at. */
const SPARE = 2;

/** The newest sessions and how long each has left, and how many there are. Two round trips: the second needs the names. */
export async function view(context: SessionContext): Promise<readonly Block[]> {
  const { shown } = context.parameters;
  const { newest, seen, carts } = directoryOf(context).all;
  const lives = lifetimes(context);
  const [names, time, fieldTtls] = await readAll(context, [
    ['ZRANGE', newest, 0, SPARE * shown - 1, 'REV'],
    ['TIME'],
    ['COMMAND', 'INFO', 'HPTTL'],
  ]);
  const sids = names ? asArray(names.reply).map(asText) : [];
  if (!names || sids.length === 0) return [];
  const since = `(${String(asTime(time?.reply ?? null) - lives.idleMs)}`;
  const store = storeOf(context);
  // Of a command that the server does not have it knows nothing.
  const [known = null] = asArray(fieldTtls?.reply ?? []);
  const hasFieldTtls = known !== null;
  const looks = sids.map((sid) => store.look(sid, hasFieldTtls));
  const [live, filled, ...readings] = await readAll(context, [
    ['ZCOUNT', seen, since, '+inf'],
    ['ZCOUNT', carts, since, '+inf'],
    ...looks.flat(),
  ]);
  const cards = sids.flatMap((sid, n): Card[] => {
    const own = readingsOf(readings, looks, n);
    const session = store.show(own.map(({ reply }) => reply));
    return session ? [{ ...cardOf(sid, session, lives), ...sourceOf(own) }] : [];
  });
  const figures = [...countFigure('Sessions live', live), ...countFigure('Carts with something in them', filled)];
  return [
    cards.length > 0
      ? { kind: 'cards', title: 'Newest sessions', cards: cards.slice(0, shown), source: names.source }
      : { kind: 'note', text: 'Every session has ended: no request came in time. Nobody had to delete them.' },
    { kind: 'figures', title: 'In numbers', figures },
  ];
}

function readingsOf(
  readings: readonly Reading[],
  looks: readonly (readonly Command[])[],
  n: number,
): readonly Reading[] {
  const each = looks[0]?.length ?? 0;
  return readings.slice(n * each, (n + 1) * each);
}

/** All that was read of one session, a command to a line. */
function sourceOf(readings: readonly Reading[]): Pick<Card, 'source'> {
  const [first] = readings;
  if (!first) return {};
  return { source: { command: readings.map(({ source }) => source.command).join('\n'), at: first.source.at } };
}

function cardOf(sid: string, session: StoredSession, { idleMs, codeMs }: Lifetimes): Card {
  const { uid, name, created, seen, leftMs, cart, codeLeftMs } = session;
  return {
    id: sid,
    title: name,
    life: lifeOf(leftMs, idleMs),
    fields: [
      { name: 'session', value: `${sid.slice(0, 8)}…` },
      { name: 'user', value: uid },
      { name: 'logged in', value: timeOf(created) },
      { name: 'seen', value: timeOf(seen) },
      ...(codeLeftMs === undefined
        ? []
        : [{ name: 'one-time code', value: 'waited for', life: lifeOf(codeLeftMs, codeMs) }]),
      ...cart.map(({ sku, quantity }) => ({ name: sku, value: quantity })),
    ],
  };
}

/** It may have been given its time before the lifetime was made shorter. */
function lifeOf(leftMs: number, ofMs: number): Life {
  return { leftMs: Math.max(0, leftMs), ofMs: Math.max(leftMs, ofMs) };
}

/** Of the day, UTC: the same on every machine. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

function countFigure(label: string, reading: Reading | undefined): Figure[] {
  return reading ? [{ label, value: asNumber(reading.reply), source: reading.source }] : [];
}
