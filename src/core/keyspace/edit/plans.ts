import { asNumber, asOptionalText, asText } from '../../redis/reply';
import { jsonPlan } from './jsonPlan';
import type { KeyEdit } from './outcomes';
import { expireAt, type Of, optionalBytes, type Plan, seenArg } from './plan';

/** Bytes of a key that is kept to be put back. */
export const MOST_KEPT = 16 * 1024 * 1024;

export interface EditContext {
  /** Fields of hashes may have times to live. */
  readonly fieldTtl: boolean;
  readonly fieldExpiresAt?: number | undefined;
}

function stringPlan({ seen, value }: Of<'string.set'>): Plan {
  return {
    ...{ script: 'string', type: 'string', args: [seenArg(seen), value] },
    undo: ([old]) => {
      const before = optionalBytes(old);
      return { edit: before ? { kind: 'string.set', seen: value, value: before } : { kind: 'key.delete' } };
    },
  };
}

function hashPlan(edit: Of<'hash.set' | 'hash.rename' | 'hash.remove'>, context: EditContext): Plan {
  const what = edit.kind.slice('hash.'.length);
  const written = edit.kind === 'hash.set' ? edit.value : edit.kind === 'hash.rename' ? edit.to : '';
  const ttl = [context.fieldTtl ? '1' : '0', String(context.fieldExpiresAt ?? '')];
  return {
    ...{ script: 'hash', type: 'hash', args: [what, edit.field, seenArg(edit.seen), written, ...ttl] },
    undo: ([old, ends]) => {
      const before = optionalBytes(old);
      if (edit.kind === 'hash.rename') {
        const seen = before ?? edit.seen;
        return { edit: { kind: 'hash.rename', field: edit.to, seen, to: edit.field } };
      }
      const seen = edit.kind === 'hash.set' ? edit.value : null;
      if (!before) return { edit: { kind: 'hash.remove', field: edit.field, seen: seen ?? edit.field } };
      const at = Number(asOptionalText(ends ?? null) ?? '');
      return {
        edit: { kind: 'hash.set', field: edit.field, seen, value: before },
        ...(at > 0 && { fieldExpiresAt: at }),
      };
    },
  };
}

function hashExpirePlan({ field, seen, ms }: Of<'hash.expire'>): Plan {
  return {
    ...{ script: 'hashExpire', type: 'hash' },
    args: [field, seenArg(seen), ms === null ? '' : String(ms), '*'],
    undo: ([before, after]) => {
      return { edit: { kind: 'hash.expireAt', field, at: expireAt(before), seen: expireAt(after) } };
    },
  };
}

function listPlan(edit: Of<'list.set' | 'list.insert' | 'list.remove'>): Plan {
  const after = edit.kind === 'list.insert' && edit.after === true;
  const what = after ? 'after' : edit.kind.slice('list.'.length);
  const value = edit.kind === 'list.remove' ? '' : edit.value;
  const { index } = edit;
  return {
    ...{ script: 'list', type: 'list', args: [what, index, seenArg(edit.seen), value] },
    undo: ([old, left]) => {
      if (edit.kind === 'list.insert') {
        return { edit: { kind: 'list.remove', index: after ? index + 1 : index, seen: edit.value } };
      }
      const before = optionalBytes(old) ?? Buffer.alloc(0);
      return edit.kind === 'list.set'
        ? { edit: { kind: 'list.set', index, seen: edit.value, value: before } }
        : { edit: { kind: 'list.insert', index, seen: optionalBytes(left), value: before } };
    },
  };
}

function pushPlan({ end, value }: Of<'list.push'>): Plan {
  return {
    ...{ script: 'list', type: 'list', args: [end, 0, '-', value] },
    undo: ([at]) => ({ edit: { kind: 'list.remove', index: asNumber(at ?? null), seen: value } }),
  };
}

function setPlan(edit: Of<'set.add' | 'set.rename' | 'set.remove'>): Plan {
  const { kind, member } = edit;
  const undone: KeyEdit =
    kind === 'set.rename'
      ? { kind, member: edit.to, to: member }
      : { kind: kind === 'set.add' ? 'set.remove' : 'set.add', member };
  return {
    ...{ script: 'set', type: 'set' },
    args: [kind.slice('set.'.length), member, kind === 'set.rename' ? edit.to : ''],
    undo: () => ({ edit: undone }),
  };
}

function zsetPlan(edit: Of<'zset.set' | 'zset.rename' | 'zset.remove'>): Plan {
  const { kind, member } = edit;
  const written = kind === 'zset.set' ? edit.score : kind === 'zset.rename' ? edit.to : '';
  return {
    ...{ script: 'zset', type: 'zset', args: [kind.slice('zset.'.length), member, seenArg(edit.seen), written] },
    undo: ([old, after]) => {
      const before = asOptionalText(old ?? null);
      const seen = asOptionalText(after ?? null) ?? null;
      if (kind === 'zset.rename') return { edit: { kind, member: edit.to, seen: edit.seen, to: member } };
      if (before !== undefined) return { edit: { kind: 'zset.set', member, seen, score: before } };
      return seen === null ? undefined : { edit: { kind: 'zset.remove', member, seen } };
    },
  };
}

/** The plan of every edit but the renaming of a key, which is one command of Redis. */
export function planOf(edit: Exclude<KeyEdit, { kind: 'key.rename' }>, context: EditContext): Plan {
  switch (edit.kind) {
    case 'string.set':
      return stringPlan(edit);
    case 'hash.set':
    case 'hash.rename':
    case 'hash.remove':
      return hashPlan(edit, context);
    case 'hash.expire':
      return hashExpirePlan(edit);
    case 'list.push':
      return pushPlan(edit);
    case 'list.set':
    case 'list.insert':
    case 'list.remove':
      return listPlan(edit);
    case 'set.add':
    case 'set.rename':
    case 'set.remove':
      return setPlan(edit);
    case 'zset.set':
    case 'zset.rename':
    case 'zset.remove':
      return zsetPlan(edit);
    case 'stream.add':
      return {
        ...{ script: 'stream', type: 'stream', args: ['add', ...edit.fields.flat()] },
        undo: ([id]) => ({ edit: { kind: 'stream.remove', id: asText(id ?? null) } }),
      };
    case 'stream.remove':
      // An entry cannot come back: ids only grow.
      return { script: 'stream', type: 'stream', args: ['remove', edit.id], undo: () => undefined };
    case 'json.set':
    case 'json.add':
    case 'json.remove':
    case 'json.append':
    case 'json.insert':
      return jsonPlan(edit);
    case 'key.expire':
      return { script: 'expire', args: [edit.ms === null ? '' : String(edit.ms), '*'], undo: () => undefined };
    case 'key.delete':
      return { script: 'delete', args: [MOST_KEPT], undo: () => undefined };
  }
}
