import type { Reply } from '../../redis/reply';
import { asArray, asNumber, asOptionalNumber, asPairs, asText } from '../../redis/reply';
import type { Block } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { GROUP, messagingKeys } from './keys';
import type { MessagingContext } from './parameters';

const SHOWN = 8;

/** What waits, what is under way and what is done; who did how much; and who listens to the channel. */
export async function view(context: MessagingContext): Promise<readonly Block[]> {
  const { channel, stream, done } = messagingKeys(context.keys);
  const [exists] = await readAll(context, [['EXISTS', stream]]);
  if (asNumber(exists?.reply ?? 0) === 0) return [];
  const [length, groups, listeners, packed, pending] = await readAll(context, [
    ['XLEN', stream],
    ['XINFO', 'GROUPS', stream],
    ['PUBSUB', 'NUMSUB', channel],
    ['HGETALL', done],
    ['XPENDING', stream, GROUP, '-', '+', SHOWN],
  ]);
  if (!length || !groups || !listeners || !packed || !pending) return [];
  return [...progress(length, groups), figures(length, listeners), ranking(packed), table(pending)];
}

/** Nothing where the server does not know how many wait: Redis 6.2, and after entries were deleted. */
function progress(length: Reading, groups: Reading): readonly Block[] {
  const all = asNumber(length.reply);
  const [group = []] = asArray(groups.reply);
  const facts = new Map(asPairs(group).map(([name, value]) => [asText(name), value]));
  const [lag, pending] = [facts.get('lag') ?? null, asNumber(facts.get('pending') ?? 0)];
  const waiting = asOptionalNumber(lag);
  if (waiting === undefined) return [];
  return [
    {
      kind: 'parts',
      title: 'Orders that are kept',
      unit: 'orders',
      total: all,
      parts: [
        { label: 'Packed', value: Math.max(0, all - waiting - pending), tone: 'good' },
        { label: 'Taken, not done', value: pending },
        { label: 'Waiting', value: waiting },
      ],
      source: groups.source,
    },
  ];
}

function figures(length: Reading, listeners: Reading): Block {
  return {
    kind: 'figures',
    title: 'In numbers',
    figures: [
      { label: 'Orders in the stream', value: asNumber(length.reply), source: length.source },
      {
        label: 'Listeners of the channel',
        value: asNumber(asArray(listeners.reply)[1] ?? 0),
        source: listeners.source,
      },
    ],
  };
}

function ranking(packed: Reading): Block {
  const workers = asPairs(packed.reply)
    .map(([name, count]): [string, number] => [asText(name), Number(asText(count))])
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return {
    kind: 'ranking',
    title: 'Packed by',
    unit: 'orders',
    rows: workers.map(([name, value], index) => ({ id: name, label: name, rank: index + 1, value })),
    source: packed.source,
  };
}

function table(pending: Reading): Block {
  const row = (entry: Reply): readonly (string | number)[] => {
    const [id = null, worker = null, idle = null, times = null] = asArray(entry);
    return [asText(id), asText(worker), Math.round(asNumber(idle) / 1000), asNumber(times)];
  };
  return {
    kind: 'table',
    title: 'Taken, and not done yet',
    columns: [
      { title: 'Entry', align: 'start' },
      { title: 'Worker', align: 'start' },
      { title: 'Seconds ago', align: 'end' },
      { title: 'Times', align: 'end' },
    ],
    rows: asArray(pending.reply).map(row),
    source: pending.source,
  };
}
