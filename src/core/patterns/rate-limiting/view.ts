import type { Reply } from '../../redis/reply';
import { asArray, asPairs, asText } from '../../redis/reply';
import type { Block, Figure, TimelineBlock } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { algorithmOf } from './algorithms';
import { FOLLOWED } from './clients';
import type { RateContext } from './parameters';
import {
  chosenLimits,
  clientKeys,
  currentKeys,
  decisionsKey,
  DECISIONS_KEPT,
  microseconds,
  serverMicroseconds,
} from './requests';
import type { Standing } from './standing';

/** What became of one client's requests that were asked for together. */
interface Noted {
  readonly at: number;
  readonly client: string;
  readonly admitted: number;
  readonly refused: number;
}

/** How the followed client stands and what became of the last window's requests. The first trip tells which window it is. */
export async function view(context: RateContext): Promise<readonly Block[]> {
  const algorithm = algorithmOf(context);
  const limits = chosenLimits(context);
  const began = Math.floor((await serverMicroseconds(context)) / 1000);
  const stream = decisionsKey(context);
  const keys = currentKeys(context, clientKeys(context, FOLLOWED), limits, began);
  const [time, there, entries, ...states] = await readAll(context, [
    ['TIME'],
    ['EXISTS', stream],
    ['XREVRANGE', stream, '+', began - limits.windowMs, 'COUNT', DECISIONS_KEPT],
    ...algorithm.reads(keys),
  ]);
  const [state] = states;
  if (!time || !entries || !state || there?.reply === 0) return [];
  const nowUs = microseconds(time.reply);
  const standing = algorithm.standing(
    states.map(({ reply }) => reply),
    limits,
    nowUs,
  );
  const noted = asArray(entries.reply).map(readNoted).reverse();
  const to = Math.floor(nowUs / 1000);
  const parts = [
    { label: 'Left', value: standing.left, tone: 'good' as const },
    { label: 'Used', value: limits.limit - standing.left },
  ];
  return [
    timeline(context, noted, entries, to),
    {
      kind: 'parts',
      title: `What ${FOLLOWED} has`,
      unit: 'requests',
      total: limits.limit,
      parts,
      source: state.source,
    },
    { kind: 'figures', title: 'In numbers', figures: figures(standing, state, noted, entries) },
    byClient(noted, entries),
  ];
}

function timeline(context: RateContext, noted: readonly Noted[], { source }: Reading, to: number): TimelineBlock {
  const { windowMs } = chosenLimits(context);
  const marks = noted
    .filter(({ client }) => client === FOLLOWED)
    .flatMap(({ at, admitted, refused }) => [
      ...(admitted > 0 ? [{ at, label: 'admitted', count: admitted, tone: 'good' as const }] : []),
      ...(refused > 0 ? [{ at, label: 'refused', count: refused, tone: 'bad' as const }] : []),
    ]);
  const title = `Requests of ${FOLLOWED} in the last ${String(windowMs / 1000)} s`;
  return { kind: 'timeline', title, from: to - windowMs, to, marks, source };
}

function figures(standing: Standing, state: Reading, noted: readonly Noted[], entries: Reading): readonly Figure[] {
  const wait = standing.waitMs > 0 ? `in ${String(standing.waitMs)} ms` : 'now';
  return [
    { label: 'Requests left', value: standing.left, source: state.source },
    { label: 'Next one admitted', value: wait, source: state.source },
    { label: 'Admitted, all clients', value: sum(noted, 'admitted'), source: entries.source },
    { label: 'Refused, all clients', value: sum(noted, 'refused'), source: entries.source },
  ];
}

/** The same limit for each, and a counter for each: one who asks too often takes nothing from the others. */
function byClient(noted: readonly Noted[], { source }: Reading): Block {
  const clients = [...new Set(noted.map(({ client }) => client))].sort();
  return {
    kind: 'table',
    title: 'Of the last window, by client',
    columns: [
      { title: 'Client', align: 'start' },
      { title: 'Admitted', align: 'end' },
      { title: 'Refused', align: 'end' },
    ],
    rows: clients.map((name) => {
      const own = noted.filter(({ client }) => client === name);
      return [name, sum(own, 'admitted'), sum(own, 'refused')];
    }),
    source,
  };
}

function sum(noted: readonly Noted[], outcome: 'admitted' | 'refused'): number {
  return noted.reduce((total, entry) => total + entry[outcome], 0);
}

function readNoted(entry: Reply): Noted {
  const [id = null, flat = null] = asArray(entry);
  const fields = new Map(asPairs(flat).map(([name, value]) => [asText(name), asText(value)]));
  return {
    at: Number(asText(id).split('-')[0]),
    client: fields.get('client') ?? '',
    admitted: Number(fields.get('admitted')),
    refused: Number(fields.get('refused')),
  };
}
