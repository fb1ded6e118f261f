import { keySlot } from '../../redis/cluster/keySlot';
import type { Command } from '../../redis/reply';
import { asOptionalNumber } from '../../redis/reply';
import type { Block } from '../blocks';
import { readAll } from '../kit/read';
import { askCosts, toCosts } from './lengths';
import { perNode, taggedKey, taggedKeys, userTag } from './names';
import type { NamingContext } from './parameters';

/** Users that the table shows. */
const SHOWN = 10;
const NODES = 3;

/** Where names put their keys, and what they cost. One round trip. */
export async function view(context: NamingContext): Promise<readonly Block[]> {
  const { users } = context.parameters;
  const shown = Array.from({ length: Math.min(SHOWN, users) }, (_, user) => user);
  const asked = askCosts(context);
  const readings = await readAll(context, [
    ...asked,
    ...shown.map((user): Command => ['MEMORY', 'USAGE', taggedKey(context, user, 'profile')]),
    ...shown.map((user): Command => ['GET', taggedKey(context, user, 'cart')]),
  ]);
  const costs = toCosts(context, readings.slice(0, asked.length));
  const [profile] = readings.slice(asked.length);
  if (!profile) return [];
  const rows = shown.flatMap((user) => {
    const bytes = asOptionalNumber(readings[asked.length + user]?.reply ?? null);
    const cart = asOptionalNumber(readings[asked.length + shown.length + user]?.reply ?? null);
    const slot = keySlot(taggedKey(context, user, 'profile'));
    return bytes === undefined ? [] : [[`{${userTag(user)}}`, slot, nodeOf(slot), bytes, cart ?? 0]];
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Users by their tags',
      columns: [
        { title: 'Tag', align: 'start' },
        { title: 'Slot', align: 'end' },
        { title: 'Node of three', align: 'end' },
        { title: 'Profile, bytes', align: 'end' },
        { title: 'In the cart', align: 'end' },
      ],
      rows,
      source: profile.source,
    },
    { kind: 'figures', title: 'The same value under names of', figures: costs.map(costFigure) },
    {
      kind: 'note',
      text: `Slots are reckoned from the names, as every node and client of a cluster does. All ${String(users)} users would be spread over three nodes as ${spreadText(context)} keys.`,
    },
  ];
}

function costFigure({ nameBytes, bytes, source }: ReturnType<typeof toCosts>[number]): {
  label: string;
  value: number;
  unit: string;
  source: typeof source;
} {
  return { label: `${String(nameBytes)} bytes`, value: bytes, unit: 'B', source };
}

function nodeOf(slot: number): number {
  return 1 + Math.floor((slot * NODES) / 16_384);
}

function spreadText(context: NamingContext): string {
  const users = Array.from({ length: context.parameters.users }, (_, user) => user);
  return perNode(
    users.flatMap((user) => taggedKeys(context, user)),
    NODES,
  ).join(', ');
}
