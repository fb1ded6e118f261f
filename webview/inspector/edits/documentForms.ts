import type { EncodedBytes } from '../../../src/protocol/bytes';
import type { InspectorContent } from '../../../src/protocol/inspector';
import type { FormSource } from '../../../src/protocol/inspectorDraft';
import type { InspectorJsonNode } from '../../../src/protocol/inspectorParts';
import type { Form } from './forms';
import { EMPTY, textBytes } from './forms';

/** An entry for the end of a stream. */
export function entryForm(): Form {
  return {
    source: { kind: 'entry' },
    title: 'Add an entry',
    fields: [
      {
        name: 'fields',
        label: 'Fields with their values, as a JSON object',
        bytes: textBytes('{ "field": "value" }'),
        isText: true,
      },
    ],
    present: () => '',
    edit({ fields: written = EMPTY }) {
      const fields = parsed(written);
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
        return 'Write a JSON object: { "field": "value" }.';
      }
      const pairs = Object.entries(fields);
      if (pairs.length === 0) return 'An entry has at least one field.';
      // Numbers would lose digits.
      if (!pairs.every(([, value]) => typeof value === 'string')) return 'Put every value in quotes.';
      return {
        kind: 'stream.add',
        fields: pairs.map(([name, value]) => [textBytes(name), textBytes(String(value))] as const),
      };
    },
  };
}

/** A value within a document; `text` is all of it, as the server writes it. */
export function nodeForm(node: InspectorJsonNode, text: string): Form {
  const { path } = node;
  const seen = textBytes(text);
  return {
    source: { kind: 'node', node, text },
    title: `Edit ${path}`,
    fields: [{ name: 'value', label: 'JSON', bytes: seen, isText: true }],
    present: textOf,
    edit: ({ value = EMPTY }) => jsonOr(value, (json) => ({ kind: 'json.set', path, seen, value: json })),
  };
}

/** Something more in an object or array: what it holds is not asked for. */
export function insideForm(node: InspectorJsonNode): Form {
  const { path, type } = node;
  const source: FormSource = { kind: 'inside', node };
  const value = { name: 'value', label: 'JSON', bytes: textBytes('""'), isText: true };
  if (type === 'array') {
    return {
      ...{ source, title: `Add an element at the end of ${path}`, fields: [value], present: textOf },
      edit: ({ value: written = EMPTY }) => jsonOr(written, (json) => ({ kind: 'json.append', path, value: json })),
    };
  }
  return {
    source,
    title: `Add a member to ${path}`,
    fields: [{ name: 'name', label: 'Name', bytes: EMPTY, isText: true }, value],
    present: textOf,
    edit: ({ name = EMPTY, value: written = EMPTY }) =>
      jsonOr(written, (json) => ({ kind: 'json.add', path, name: name.text, value: json })),
  };
}

/** Of a small document all of it, so that one hears of a change while one writes; others are checked when it is saved. */
function textOf(content: InspectorContent | undefined): string | undefined {
  return content?.kind === 'json' ? (content.text ?? '') : undefined;
}

function jsonOr<Edit>(written: EncodedBytes, edit: (json: string) => Edit): Edit | string {
  return parsed(written) === undefined ? 'This is not JSON. Texts stand in double quotes.' : edit(written.text);
}

/** What the text stands for, to see whether it is JSON: what is sent is the text itself. */
function parsed({ text }: EncodedBytes): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
