import type { Command } from '../../redis/reply';
import { asText } from '../../redis/reply';
import type { Block, PartsBlock, TableBlock } from '../blocks';
import { readAll } from '../kit/read';
import { serverMemory } from './measuringSteps';
import type { MemoryContext } from './parameters';
import { policies } from './policies';
import { formOf, hash, shapes, weigh } from './shapes';

/** Users whose bytes are added up, and hashes whose encoding is asked for. */
const WEIGHED = 20;
const ASKED = 100;

/** What a user takes in each shape, and how many hashes are still compact. A round trip for each shape and two more. */
export async function view(context: MemoryContext): Promise<readonly Block[]> {
  const form = formOf(context);
  const { entities } = context.parameters;
  const users = Math.min(WEIGHED, entities);
  const [weights, encodings, evicted] = await Promise.all([
    Promise.all(shapes.map((shape) => weigh(context, shape, form, users))),
    encodingParts(context),
    policyTable(context),
  ]);
  const weighed = shapes
    .flatMap((shape, index) => {
      const weight = weights[index];
      return weight ? [{ shape, ...weight }] : [];
    })
    .sort((a, b) => a.bytesPerUser - b.bytesPerUser);
  const [lightest] = weighed;
  if (!lightest) return [];
  return [
    {
      kind: 'ranking',
      title: 'Bytes per user, fewest first',
      unit: 'B',
      rows: weighed.map(({ shape, bytesPerUser }, index) => ({
        id: shape.id,
        label: shape.title,
        rank: index + 1,
        value: bytesPerUser,
      })),
      source: lightest.source,
    },
    {
      kind: 'figures',
      title: 'Keys per user',
      figures: weighed.map(({ shape, keysPerUser, source }) => ({ label: shape.title, value: keysPerUser, source })),
    },
    ...encodings,
    evicted,
  ];
}

/** All policies, the server's own marked: also where it has no maxmemory, so that one may choose before it is full. */
async function policyTable(context: MemoryContext): Promise<TableBlock> {
  const { max, policy } = await serverMemory(context);
  const limit = max === 0 ? 'set, but there is no maxmemory' : 'this server';
  return {
    kind: 'table',
    title: 'What goes when memory is full, by maxmemory-policy',
    columns: [
      { title: 'Policy', align: 'start' },
      { title: 'What goes', align: 'start' },
      { title: 'What a flood of cache entries took, measured', align: 'start' },
      { title: 'Here', align: 'start' },
    ],
    rows: policies.map(({ name, evicts, took }) => [name, evicts, took, name === policy ? limit : '']),
    source: { command: 'INFO memory', at: context.clock.now() },
  };
}

/** The users' hashes by their encoding. OBJECT ENCODING does not count as use of a key. */
async function encodingParts(context: MemoryContext): Promise<readonly PartsBlock[]> {
  const form = formOf(context);
  const users = Array.from({ length: Math.min(ASKED, context.parameters.entities) }, (_, user) => user);
  const readings = await readAll(
    context,
    users.flatMap((user) => hash.keys(form, user)).map((key): Command => ['OBJECT', 'ENCODING', key]),
  );
  const counts = new Map<string, number>();
  for (const { reply } of readings) {
    if (reply === null) continue;
    const encoding = asText(reply);
    counts.set(encoding, (counts.get(encoding) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [first] = readings;
  if (!first || total === 0) return [];
  const parts = [...counts]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([label, value]) => ({ label, value, tone: label === 'hashtable' ? ('bad' as const) : ('good' as const) }));
  const source = { ...first.source, command: `${first.source.command} … of ${String(users.length)} users` };
  return [{ kind: 'parts', title: 'Hashes by encoding', unit: 'hashes', total, parts, source }];
}
