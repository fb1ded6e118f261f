import type { Reply } from '../../redis/reply';
import { asArray, asBytes, asNumber, asPairs, asText } from '../../redis/reply';
import type { EntryPart, GroupPart, KeyPart } from './keyPart';
import type { PartSource } from './partSource';
import { askOne } from './partSource';

/** Entries page by page, then what the stream knows beside them. Consumers and what is pending with them are not read. */
export async function* readStreamParts(source: PartSource): AsyncGenerator<KeyPart> {
  const { key, page } = source;
  let isEmpty = true;
  for (let from = '-'; ;) {
    const entries = asArray(await askOne(source, ['XRANGE', key, from, '+', 'COUNT', page])).map(toEntry);
    const last = entries.at(-1);
    if (last) {
      isEmpty = false;
      yield { kind: 'stream', entries };
    }
    if (!last || entries.length < page) break;
    from = `(${last.id}`;
  }
  const facts = factsOf(await askOne(source, ['XINFO', 'STREAM', key]));
  const groups = asArray(await askOne(source, ['XINFO', 'GROUPS', key])).map(toGroup);
  const added = facts.get('entries-added');
  yield {
    kind: 'streamEnd',
    lastId: asText(facts.get('last-generated-id') ?? null),
    isEmpty,
    ...(added !== undefined && {
      added: asNumber(added),
      maxDeleted: asText(facts.get('max-deleted-entry-id') ?? null),
    }),
    groups,
  };
}

function toEntry(entry: Reply): EntryPart {
  const [id = null, pairs = null] = asArray(entry);
  return { id: asText(id), pairs: asArray(pairs).map(asBytes) };
}

function toGroup(group: Reply): GroupPart {
  const facts = factsOf(group);
  const read = facts.get('entries-read');
  const pending = asNumber(facts.get('pending') ?? 0);
  return {
    name: asBytes(facts.get('name') ?? null),
    id: asText(facts.get('last-delivered-id') ?? null),
    // Nil where the server does not know it any more.
    ...(read !== undefined && read !== null && { read: asNumber(read) }),
    ...(pending > 0 && { pending }),
  };
}

function factsOf(reply: Reply): ReadonlyMap<string, Reply> {
  return new Map(asPairs(reply).map(([name, value]) => [asText(name), value]));
}
