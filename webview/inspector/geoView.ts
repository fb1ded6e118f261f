import { displayText } from '../../src/protocol/displayText';
import type { InspectorPosition } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { countOf } from '../shared/numbers';
import { button } from '../shared/toolkit';
import { columnList } from './columnList';
import type { InspectorContext } from './context';
import type { Row } from './model';
import { fail } from './pages';
import { type Point, scatter } from './scatter';

/** Members that are asked for at once. */
const CHUNK = 200;

interface Place {
  readonly member: string;
  readonly base64: string;
  readonly position: InspectorPosition | null;
}

export interface GeoView {
  readonly element: HTMLElement;
  /** Reads the positions of the loaded members, when they are not those that are shown. */
  update(): void;
}

/** The positions of a sorted set's loaded members: a plot of them, and a table. */
export function geoView({ store, part, ask, more }: InspectorContext, isShown: () => boolean): GeoView {
  let painted: unknown;
  const plot = scatter();
  const words = el('p', { class: 'series-words quiet', attributes: { role: 'status' } });
  const table = columnList<Place>({
    ...{ label: 'Positions', columns: ['Member', 'Longitude', 'Latitude'], kind: 'positions' },
    key: ({ base64 }) => base64,
    cells: ({ member, position }) => [
      displayText(member, 400),
      position?.longitude ?? 'gone',
      position?.latitude ?? 'gone',
    ],
    activate: ({ position }) => {
      plot.mark(position ? pointOf(position) : undefined);
    },
    copy: ({ member, position }) => {
      ask('copyText', { text: [member, position?.longitude, position?.latitude].join('\t') });
    },
  });
  const next = button({ action: 'morePositions', label: 'Load more', press: more });
  const paint = (places: readonly Place[]): void => {
    const points = places.flatMap(({ position }) => (position ? [pointOf(position)] : []));
    plot.draw(points);
    table.set(places);
    setText(words, wordsOf(points));
  };
  const read = async (rows: readonly Row[]): Promise<void> => {
    const places: Place[] = [];
    for (let start = 0; start < rows.length; start += CHUNK) {
      const page = rows.slice(start, start + CHUNK).flatMap(({ value }) => (value ? [value] : []));
      const found = await part('geoPositions', { members: page.map(({ base64 }) => base64) });
      page.forEach(({ text, base64 }, at) => places.push({ member: text, base64, position: found[at] ?? null }));
    }
    if (painted === rows) paint(places);
  };
  const update = (): void => {
    const { content } = store.state;
    if (content?.kind !== 'zset' || !isShown()) return;
    next.set({ hidden: content.next === undefined });
    if (content.rows === painted) return;
    const { rows } = content;
    painted = rows;
    read(rows).catch((error: unknown) => {
      painted = undefined;
      fail(store, error);
    });
  };
  const foot = el('div', { class: 'body-foot' }, words, next.element);
  return { element: el('div', { class: 'rows' }, plot.element, table.head, table.element, foot), update };
}

function pointOf({ longitude, latitude }: InspectorPosition): Point {
  return { x: Number(longitude), y: Number(latitude) };
}

/** What the plot shows, for who does not see it. */
function wordsOf(points: readonly Point[]): string {
  if (points.length === 0) return 'No positions';
  const [west, east] = endsOf(points.map(({ x }) => x));
  const [south, north] = endsOf(points.map(({ y }) => y));
  return `${countOf(points.length, 'position')} from ${west}° to ${east}° longitude, ${south}° to ${north}° latitude`;
}

function endsOf(values: readonly number[]): readonly [least: string, most: string] {
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  return [least.toFixed(4), most.toFixed(4)];
}
