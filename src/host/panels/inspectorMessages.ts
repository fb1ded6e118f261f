import { likelyForms } from '../../core/keyspace/strings/stringForms';
import type { KeyContent, KeyInfo, KeyValue, StreamEntry } from '../../core/keyspace/keyTypes';
import { encodeBytes } from '../../protocol/bytes';
import type { InspectorContent, InspectorKey, InspectorView } from '../../protocol/inspector';
import type { InspectorStreamEntry } from '../../protocol/inspectorParts';
import { rowValue } from './rowValues';

/** Where a cluster has the key. */
export type KeyPlace = Pick<InspectorKey, 'slot' | 'node'>;

export function inspectorView(
  { info, content }: KeyValue,
  place: KeyPlace,
  now: number,
): Extract<InspectorView, { kind: 'value' }> {
  return { kind: 'value', info: { ...inspectorKey(info, now), ...place }, content: inspectorContent(content) };
}

function inspectorKey({ key, type, ttl, encoding, memory, length, idle }: KeyInfo, now: number): InspectorKey {
  return {
    ...{ key: encodeBytes(key), type, readAt: now },
    ...(ttl.kind === 'expires' && { ttlMs: ttl.ms, readAt: ttl.readAt }),
    ...(encoding !== undefined && { encoding }),
    ...(memory !== undefined && { memory }),
    ...(length !== undefined && { length }),
    ...(idle !== undefined && { idle }),
  };
}

export function inspectorContent(content: KeyContent): InspectorContent {
  switch (content.kind) {
    case 'string':
      return {
        ...{ kind: 'string', value: encodeBytes(content.bytes), total: content.total },
        forms: likelyForms(content.bytes, content.total),
        ...nextOf(content),
      };
    case 'hash': {
      const rows = content.rows.map(({ field, value, ...rest }) => ({
        ...{ name: encodeBytes(field), ...rowValue(value) },
        ...rest,
      }));
      return { kind: 'hash', rows, ...nextOf(content) };
    }
    case 'list': {
      const rows = content.rows.map((value, at) => ({ index: content.first + at, ...rowValue(value) }));
      return { kind: 'list', rows, ...nextOf(content) };
    }
    case 'set':
      return { kind: 'set', rows: content.rows.map((member) => ({ value: encodeBytes(member) })), ...nextOf(content) };
    case 'zset': {
      const rows = content.rows.map(({ member, score }, at) => ({
        ...{ index: content.first + at, score },
        value: encodeBytes(member),
      }));
      return { kind: 'zset', rows, ...nextOf(content) };
    }
    case 'stream': {
      const { entries, groups, ...rest } = content;
      const shown = groups?.map((group) => ({ ...group, name: encodeBytes(group.name) }));
      return { ...rest, entries: entries.map(streamEntry), ...(shown && { groups: shown }) };
    }
    case 'facts': {
      const { items, ...rest } = content;
      const shown = items?.map(({ item, note }) => ({ value: encodeBytes(item), note }));
      return { ...rest, ...(shown && { items: shown }) };
    }
    case 'json':
    case 'series':
    case 'other':
      return content;
  }
}

export function streamEntry({ id, fields }: StreamEntry): InspectorStreamEntry {
  return { id, fields: fields.map(({ name, value }) => ({ name: encodeBytes(name), value: encodeBytes(value) })) };
}

function nextOf({ next }: { readonly next?: string }): { readonly next?: string } {
  return next === undefined ? {} : { next };
}
