import type { Reply } from '../../redis/reply';
import { asNumber, asOptionalText } from '../../redis/reply';
import { arrayStep, memberStep } from '../readers/jsonPath';
import type { SeenOrNothing } from './edits';
import type { Undo } from './outcomes';
import { type Of, optionalBytes, type Plan, seenArg } from './plan';

/** Bytes of memory of a document that is put back whole. Larger ones would block the server while it writes them out. */
const MOST_KEPT_WHOLE = 256 * 1024;

type JsonEdit = Of<'json.set' | 'json.add' | 'json.remove' | 'json.append' | 'json.insert'>;

/** A change of one place of a document: only what is there is read, checked and put back, as far as that is exact. */
export function jsonPlan(edit: JsonEdit): Plan {
  if (edit.kind === 'json.add') {
    const { path, name, value } = edit;
    return jsonPlan({ kind: 'json.set', path: path + memberStep(name), seen: null, value });
  }
  const place = edit.kind === 'json.insert' ? edit.path + arrayStep(edit.index) : edit.path;
  const [, array = '', index = ''] = /^(.+)\[(\d+)\]$/.exec(place) ?? [];
  const seen = 'seen' in edit ? edit.seen : null;
  const value = 'value' in edit ? edit.value : '';
  return {
    ...{ script: 'json', type: 'ReJSON-RL' },
    args: [edit.kind.slice('json.'.length), place, seenArg(seen), value, index, array, MOST_KEPT_WHOLE],
    undo: (answer) => undoOf(edit, place, { array, index: Number(index) }, answer),
  };
}

function undoOf(
  { kind }: JsonEdit,
  path: string,
  { array, index }: { readonly array: string; readonly index: number },
  [text, mark, more]: readonly Reply[],
): Undo | undefined {
  const old = optionalBytes(text)?.toString('utf8');
  const left = asOptionalText(mark ?? null);
  const seen: SeenOrNothing<Buffer> = left === undefined ? null : { sha1: left };
  const what = asOptionalText(more ?? null);
  if (old === undefined) {
    const added = kind === 'json.append' ? path + arrayStep(asNumber(more ?? null)) : path;
    return seen ? { edit: { kind: 'json.remove', path: added, seen } } : undefined;
  }
  if (what === 'document') return { edit: { kind: 'json.set', path: '$', seen, value: old } };
  if (what === 'element') return { edit: { kind: 'json.insert', path: array, index, seen, value: old } };
  return { edit: { kind: 'json.set', path, seen, value: old } };
}
