import type { Command } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { Step } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { roundTrips } from '../kit/trips';
import { askSlots, scanUsers } from './asking';
import { askCosts, makeLengths, toCosts } from './lengths';
import { makeUser, slotsOf, slotsPerNode, taggedKey, taggedKeys, untaggedKeys } from './names';
import type { NamingValues } from './parameters';

type NamingStep = Step<NamingValues>;

/** A cluster as small as it gets. */
const NODES = 3;
/** Users whose slots are asked for. */
const ASKED = 200;

const browse: NamingStep = {
  id: 'browse',
  title: 'A name is a path',
  teaches:
    'Parts from the general to the particular, with one separator: object, id, part. Tools fold such names into a tree, MATCH and ACL rules take a prefix. Names like user42profile are a list that nobody can look through.',
  region: 'names',
  async run(context) {
    const { names, cut } = await scanUsers(context);
    // The same without separators and braces.
    const flat = names.map((name) => name.replace(/[:{}]/g, ''));
    const [asTree, asList] = [firstRows(names), firstRows(flat)];
    return {
      summary: `SCAN with MATCH found ${String(names.length)} keys of users on the server that was asked${cut ? ', and was stopped: it would go through all keys' : ''}. They are ${String(asTree)} row at the top of a tree as their names are paths, and would be ${String(asList)} rows if they were not.`,
      figures: [
        { label: 'Rows at the top, as {user:42}:profile', value: asTree, tone: 'good' },
        { label: 'Rows at the top, as user42profile', value: asList, tone: 'bad' },
      ],
    };
  },
};

const tags: NamingStep = {
  id: 'tags',
  title: 'A tag keeps together what changes together',
  teaches:
    'In a cluster the slot is reckoned from the name, and a transaction, a script or MSET takes keys of one slot. What stands in braces decides alone, so {user:42} puts all of one user in one slot. The braces cost nothing on a single server.',
  region: 'tags',
  async run(context) {
    const [tagged, untagged] = [taggedKeys(context, 0), untaggedKeys(context, 0)];
    const replies = await transaction(context, [...makeUser(context, 0), ['EXISTS', ...tagged]]);
    const changed = asNumber(replies.at(-1) ?? null);
    // Named only to reckon their slots: no such keys are made.
    context.keys.drop(untagged);
    return {
      summary: `user:0 has ${String(tagged.length)} keys: in ${String(slotsOf(untagged))} slots without a tag, in ${String(slotsOf(tagged))} with one, where one transaction wrote ${String(changed)} of them.`,
      figures: [
        { label: 'Slots without a tag', value: slotsOf(untagged), tone: 'bad' },
        { label: 'Slots with {user:0}', value: slotsOf(tagged), tone: 'good' },
      ],
    };
  },
};

const spread: NamingStep = {
  id: 'spread',
  title: 'Not one tag for all',
  teaches:
    'A tag that all keys share puts all of them in one slot, on one node, whatever the number of nodes. Take as tag what changes together and no more: a user, an order, a game.',
  region: 'tags',
  async run(context) {
    const users = Array.from({ length: Math.min(ASKED, context.parameters.users) }, (_, user) => user);
    const tagged = users.flatMap((user) => taggedKeys(context, user));
    // `of` tags with the demo's own id, which all of its keys share. Named only to ask for their slots: none is made.
    const same = users.map((user) => context.keys.of('same', user));
    context.keys.drop(same);
    const { slots, told } = await askSlots(context, [...tagged, ...same]);
    const each = slotsPerNode(slots.slice(0, tagged.length), NODES);
    const all = slotsPerNode(slots.slice(tagged.length), NODES);
    const by = told
      ? 'By CLUSTER KEYSLOT'
      : 'This server is no cluster, so the slots were reckoned by the rule that all nodes have';
    return {
      summary: `${by}: on ${String(NODES)} nodes a tag for each user spreads the keys as ${each.join(', ')}; one tag for all puts them as ${all.join(', ')}.`,
      figures: [
        { label: 'Fullest node, a tag for each user', value: share(each), unit: '%', tone: 'good' },
        { label: 'Fullest node, one tag for all', value: share(all), unit: '%', tone: 'bad' },
      ],
    };
  },
};

const list: NamingStep = {
  id: 'list',
  title: 'A name lists nothing: keep a set',
  teaches:
    'Which sessions does a user have? SCAN with MATCH user:42:session:* goes through every key of the server to find a few. A set beside them, changed in the same transaction, knows it.',
  region: 'list',
  async run(context) {
    await transaction(context, makeUser(context, 0));
    const before = context.sent().roundTrips;
    const [members] = await readAll(context, [['SMEMBERS', taggedKey(context, 0, 'sessions')]]);
    const ids = asArray(members?.reply ?? []).map((id) => asText(id));
    const states = await readAll(
      context,
      ids.map((id): Command => ['GET', taggedKey(context, 0, `session:${id}`)]),
    );
    const trips = context.sent().roundTrips - before;
    const open = states.filter(({ reply }) => reply !== null).length;
    const first = ids[0] === undefined ? '' : `; one is ${ids[0]}`;
    return {
      summary: `user:0 has ${String(ids.length)} sessions, ${String(open)} of them open, found in ${roundTrips(trips)} without looking at any other key${first}.`,
      figures: [
        { label: 'Sessions', value: ids.length },
        { label: 'Keys looked at', value: 1 + states.length },
      ],
    };
  },
};

const length: NamingStep = {
  id: 'length',
  title: 'A name is paid for with every key',
  teaches:
    'The whole name is kept in memory with each key. Short and readable beats long, and with small values the name costs more than the value; a hash for many small ones has one name for all.',
  region: 'length',
  async run(context) {
    await readAll(context, makeLengths(context));
    const costs = toCosts(context, await readAll(context, askCosts(context)));
    const [shortest, longest] = [costs[0], costs.at(-1)];
    return {
      summary: `The same value takes ${String(shortest?.bytes ?? 0)} bytes under a name of ${String(shortest?.nameBytes ?? 0)} and ${String(longest?.bytes ?? 0)} under one of ${String(longest?.nameBytes ?? 0)} bytes.`,
      figures: costs.map(({ nameBytes, bytes, source }) => ({
        label: `Name of ${String(nameBytes)} bytes`,
        value: bytes,
        unit: 'B',
        source,
      })),
    };
  },
};

/** What a tree of namespaces shows before anything is unfolded. */
function firstRows(names: readonly string[]): number {
  return new Set(names.map((name) => name.split(':', 1)[0])).size;
}

function share(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return Math.round((100 * Math.max(...counts)) / Math.max(1, all));
}

export const steps: readonly NamingStep[] = [browse, tags, spread, list, length];
