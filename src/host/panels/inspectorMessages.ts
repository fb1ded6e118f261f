import type { KeyContent, KeyInfo, KeyValue } from '../../core/keyspace/keyTypes';
import { encodeBytes } from '../../protocol/bytes';
import type { InspectorContent, InspectorKey, InspectorView } from '../../protocol/inspector';

export function inspectorView({ info, content }: KeyValue, now: number): InspectorView {
  return { kind: 'value', info: inspectorKey(info, now), content: inspectorContent(content) };
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
      return { kind: 'string', value: encodeBytes(content.bytes), total: content.total };
    case 'hash': {
      const rows = content.rows.map(({ field, value }) => ({ name: encodeBytes(field), value: encodeBytes(value) }));
      return { kind: 'hash', rows, ...nextOf(content) };
    }
    case 'list': {
      const rows = content.rows.map((value, at) => ({ index: content.first + at, value: encodeBytes(value) }));
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
    case 'other':
      return content;
  }
}

function nextOf({ next }: { readonly next?: string }): { readonly next?: string } {
  return next === undefined ? {} : { next };
}
