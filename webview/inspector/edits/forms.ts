import type { EncodedBytes } from '../../../src/protocol/bytes';
import { encodeBytes } from '../../../src/protocol/bytes';
import { formatCount } from '../../../src/protocol/format';
import type { InspectorContent } from '../../../src/protocol/inspector';
import type { FormSource, Writing } from '../../../src/protocol/inspectorDraft';
import type { InspectorEdit } from '../../../src/protocol/inspectorEdits';
import type { Row, RowsContent } from '../model';

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly bytes: EncodedBytes;
  readonly writing?: Writing;
  /** Text by its nature: there is no other way to write it. */
  readonly isText?: boolean;
}

/** What somebody writes, and the change that it means. */
export interface Form {
  /** What makes it again on another page. */
  readonly source: FormSource;
  readonly title: string;
  readonly fields: readonly FormField[];
  /** What was seen when it was opened, among the content that is there now; undefined when it is gone. */
  readonly present: (content: InspectorContent | undefined) => string | undefined;
  /** One or none: a text says what is wrong with what is written. */
  readonly edit: (values: Readonly<Record<string, EncodedBytes>>) => InspectorEdit | string;
}

export const EMPTY = encodeBytes(new Uint8Array());
export const textBytes = (text: string): EncodedBytes => encodeBytes(new TextEncoder().encode(text));

export function stringForm(value: EncodedBytes, writing: Writing): Form {
  return {
    source: { kind: 'string', value, writing },
    title: 'Edit the value',
    fields: [{ name: 'value', label: 'Value', bytes: value, writing }],
    present: (content) => (content?.kind === 'string' ? content.value.base64 : undefined),
    edit: ({ value: written = EMPTY }) => ({ kind: 'string.set', seen: value, value: written }),
  };
}

/** A row of a collection. A field or member that is written anew is renamed, unless its value changed too. */
export function rowForm(kind: RowsContent['kind'], row: Row): Form {
  const { name = EMPTY, value = EMPTY, score = '', index = 0 } = row;
  const present = (content: InspectorContent | undefined): string | undefined => presentOf(kind, row, content);
  const source: FormSource = { kind: 'row', of: kind, row };
  const valueField = { name: 'value', label: kind === 'hash' || kind === 'list' ? 'Value' : 'Member', bytes: value };
  switch (kind) {
    case 'hash':
      return {
        ...{ source, title: 'Edit the field', present },
        fields: [{ name: 'name', label: 'Field', bytes: name }, valueField],
        edit(values) {
          const { name: newName = name, value: newValue = value } = values;
          if (newName.base64 === name.base64) return { kind: 'hash.set', field: name, seen: value, value: newValue };
          if (newValue.base64 !== value.base64) return 'Change the name or the value: one at a time is one step.';
          return { kind: 'hash.rename', field: name, seen: value, to: newName };
        },
      };
    case 'list':
      return {
        ...{ source, title: 'Edit the element', fields: [valueField], present },
        edit: ({ value: written = EMPTY }) => ({ kind: 'list.set', index, seen: value, value: written }),
      };
    case 'set':
      return {
        ...{ source, title: 'Edit the member', fields: [valueField], present },
        edit: ({ value: to = EMPTY }) => ({ kind: 'set.rename', member: value, to }),
      };
    case 'zset':
      return {
        ...{ source, title: 'Edit the member', present },
        fields: [{ name: 'score', label: 'Score', bytes: textBytes(score) }, valueField],
        edit(values) {
          const { score: newScore = EMPTY, value: to = value } = values;
          if (to.base64 === value.base64) {
            return { kind: 'zset.set', member: value, seen: score, score: newScore.text.trim() };
          }
          if (newScore.text.trim() !== score) return 'Change the member or its score: one at a time is one step.';
          return { kind: 'zset.rename', member: value, seen: score, to };
        },
      };
  }
}

/** What taking a row away is. */
export function removalOf(kind: RowsContent['kind'], row: Row): InspectorEdit {
  const { name = EMPTY, value = EMPTY, score = '', index = 0, cut } = row;
  const seen = cut ? { sha1: cut.sha1 } : value;
  switch (kind) {
    case 'hash':
      return { kind: 'hash.remove', field: name, seen };
    case 'list':
      return { kind: 'list.remove', index, seen };
    case 'set':
      return { kind: 'set.remove', member: value };
    case 'zset':
      return { kind: 'zset.remove', member: value, seen: score };
  }
}

export function addForm(kind: RowsContent['kind'], end: 'head' | 'tail' = 'tail'): Form {
  const source: FormSource = { kind: 'add', of: kind, end };
  const bytes = EMPTY;
  const present = (): string => '';
  switch (kind) {
    case 'hash':
      return {
        ...{ source, title: 'Add a field', present },
        fields: [
          { name: 'name', label: 'Field', bytes },
          { name: 'value', label: 'Value', bytes },
        ],
        edit: ({ name: field = EMPTY, value = EMPTY }) => ({ kind: 'hash.set', field, seen: null, value }),
      };
    case 'list':
      return {
        ...{ source, title: `Add an element at the ${end === 'head' ? 'beginning' : 'end'}`, present },
        fields: [{ name: 'value', label: 'Value', bytes }],
        edit: ({ value = EMPTY }) => ({ kind: 'list.push', end, value }),
      };
    case 'set':
      return {
        ...{ source, title: 'Add a member', fields: [{ name: 'value', label: 'Member', bytes }], present },
        edit: ({ value: member = EMPTY }) => ({ kind: 'set.add', member }),
      };
    case 'zset':
      return {
        ...{ source, title: 'Add a member', present },
        fields: [
          { name: 'score', label: 'Score', bytes: textBytes('0') },
          { name: 'value', label: 'Member', bytes },
        ],
        edit: ({ score = EMPTY, value: member = EMPTY }) => ({
          ...{ kind: 'zset.set', member, seen: null, score: score.text.trim() },
        }),
      };
  }
}

/** An element beside that of a row, if that is still there. */
export function insertForm(row: Row, after: boolean): Form {
  const { index = 0, value: beside = EMPTY, cut } = row;
  const seen = cut ? { sha1: cut.sha1 } : beside;
  return {
    source: { kind: 'insert', row, after },
    title: `Insert ${after ? 'after' : 'before'} element ${formatCount(index)}`,
    fields: [{ name: 'value', label: 'Value', bytes: EMPTY }],
    present: (content) => presentOf('list', row, content),
    edit: ({ value = EMPTY }) => ({ kind: 'list.insert', index, seen, value, ...(after && { after }) }),
  };
}

export function renameForm(key: EncodedBytes): Form {
  return {
    source: { kind: 'rename', key },
    ...{ title: 'Rename the key', fields: [{ name: 'to', label: 'New name', bytes: key }], present: () => '' },
    edit: ({ to = EMPTY }) => (to.base64 === key.base64 ? 'Write another name.' : { kind: 'key.rename', to }),
  };
}

export function ttlForm(): Form {
  return {
    source: { kind: 'ttl' },
    ...{ title: 'Set the time to live', fields: [SECONDS], present: () => '' },
    edit: ({ seconds = EMPTY }) => msOr(seconds, (ms) => ({ kind: 'key.expire', ms })),
  };
}

/** When a field of a hash expires. */
export function fieldTtlForm(row: Row): Form {
  return {
    source: { kind: 'fieldTtl', row },
    ...{ title: 'Set the time to live of the field', fields: [SECONDS] },
    present: (content) => presentOf('hash', row, content),
    edit: ({ seconds = EMPTY }) => msOr(seconds, (ms) => fieldExpiry(row, ms)),
  };
}

/** Milliseconds from now; null for ever. */
export function fieldExpiry({ name = EMPTY, value = EMPTY, cut }: Row, ms: number | null): InspectorEdit {
  return { kind: 'hash.expire', field: name, seen: cut ? { sha1: cut.sha1 } : value, ms };
}

const SECONDS: FormField = { name: 'seconds', label: 'Seconds from now', bytes: textBytes('3600') };

function msOr({ text }: EncodedBytes, edit: (ms: number) => InspectorEdit): InspectorEdit | string {
  const ms = Math.round(Number(text) * 1000);
  return ms > 0 && ms <= 1e15 ? edit(ms) : 'Write a number of seconds above 0.';
}

function presentOf(kind: RowsContent['kind'], row: Row, content: InspectorContent | undefined): string | undefined {
  return content && 'rows' in content ? stampOf(content.rows.find((one) => isRow(kind, one, row))) : undefined;
}

function isRow(kind: RowsContent['kind'], a: Row, b: Row): boolean {
  if (kind === 'hash') return a.name?.base64 === b.name?.base64;
  return kind === 'list' ? a.index === b.index : a.value?.base64 === b.value?.base64;
}

function stampOf(row: Row | undefined): string | undefined {
  return row && `${row.value?.base64 ?? ''} ${row.score ?? ''}`;
}
