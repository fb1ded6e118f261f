import type { EncodedBytes } from '../../../src/protocol/bytes';
import { decodeBytes, encodeBytes } from '../../../src/protocol/bytes';
import { displayText } from '../../../src/protocol/displayText';
import { formatBytes } from '../../../src/protocol/format';
import type { InspectorEdit, InspectorPresent } from '../../../src/protocol/inspectorEdits';
import { el, setText } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import { prettyJson } from '../prettyJson';
import type { InspectorContext } from '../context';
import { diffView } from './diffView';
import type { Editing } from './editing';
import { canOverwrite } from './editing';
import { textBytes } from './forms';
import { write } from './written';

type PresentValue = Extract<InspectorPresent, { kind: 'value' }>;

/** What is there instead, and what one can do about it. Nothing was written. */
export function conflictView(editing: Editing, ask: InspectorContext['ask']): HTMLElement {
  const text = el('p', { class: 'callout-text' });
  const attributes = { tabindex: '0', 'aria-label': 'What differs: there now, and yours' };
  const differs = el('div', { class: 'edit-diff', attributes });
  const over = button({ action: 'overwrite', label: 'Overwrite', press: editing.overwrite });
  const keep = button({ action: 'keepTheirs', label: 'Keep theirs', press: editing.close });
  const compare = button({
    ...{ action: 'compareSeen', label: 'Compare', title: 'Opens what you saw beside what is there now' },
    press: () => {
      const { conflict } = editing.store.state;
      const texts = conflict && seenAndNow(conflict.edit, conflict.now);
      if (texts) ask('compare', texts);
    },
  });
  const buttons = [over.element, keep.element, compare.element];
  const actions = el('div', { class: 'callout-actions' }, ...buttons);
  const view = el('div', { class: 'callout edit-conflict', attributes: { role: 'alert' } }, text, actions, differs);
  editing.store.subscribe(({ conflict }) => {
    view.hidden = conflict === undefined;
    if (!conflict) return;
    setText(text, `Nothing was written: ${wordsOf(conflict.edit, conflict.now)}`);
    const lines = differences(conflict.edit, conflict.now);
    differs.hidden = lines.length === 0;
    differs.replaceChildren(...lines);
    compare.set({ hidden: seenAndNow(conflict.edit, conflict.now) === undefined });
    over.set({ hidden: !canOverwrite(conflict.edit, conflict.now) });
  });
  return view;
}

function wordsOf(edit: InspectorEdit, now: InspectorPresent): string {
  switch (now.kind) {
    case 'gone':
      return 'the key is not there any more.';
    case 'type':
      return `the key is of type ${displayText(now.type)} by now.`;
    case 'absent':
      return 'it is not there any more.';
    case 'taken':
      return 'this name is in use already.';
    case 'value':
      return `it was changed elsewhere. ${writtenBy(edit) ? 'Below, − is there now and + is yours.' : 'Below is what is there now.'}${cutWords(now)}`;
  }
}

function cutWords({ bytes, total }: PresentValue): string {
  const read = decodeBytes(bytes).length;
  return read < total ? ` Only the first ${formatBytes(read)} of ${formatBytes(total)} are compared.` : '';
}

/** What is there now beside what was to be written, both in the same form. */
function differences(edit: InspectorEdit, now: InspectorPresent): readonly HTMLElement[] {
  if (now.kind !== 'value') return [];
  const written = writtenBy(edit);
  return written ? diffView(...textsOf(edit, now, written)) : [el('div', { text: now.bytes.text })];
}

/** What is there now, and another state of it, in the same form. */
function textsOf(edit: InspectorEdit, now: PresentValue, other: EncodedBytes): [now: string, other: string] {
  // Of a long value its beginning came.
  const read = decodeBytes(now.bytes).length;
  const beginning = read < now.total ? encodeBytes(decodeBytes(other).subarray(0, read)) : other;
  const form = isJson(edit) ? (text: string) => prettyJson(text) ?? text : (text: string) => text;
  const texts: [string, string] = [form(now.bytes.text), form(beginning.text)];
  // Bytes that are no text are escaped, and a text may look like them.
  return texts[0] === texts[1] ? [write(now.bytes, 'hex'), write(beginning, 'hex')] : texts;
}

function isJson({ kind }: InspectorEdit): boolean {
  return kind.startsWith('json.');
}

/** What somebody else made of what was seen; undefined where that is a number, or no more of it is known than its digest. */
function seenAndNow(
  edit: InspectorEdit,
  now: InspectorPresent,
): { readonly seen: string; readonly now: string; readonly json: boolean } | undefined {
  if (now.kind !== 'value' || !('seen' in edit)) return undefined;
  const { seen } = edit;
  if (seen === null || typeof seen === 'string' || !('base64' in seen)) return undefined;
  const [there, before] = textsOf(edit, now, encodeBytes(decodeBytes(seen)));
  return { seen: before, now: there, json: isJson(edit) };
}

function writtenBy(edit: InspectorEdit): EncodedBytes | undefined {
  const written = 'value' in edit ? edit.value : 'score' in edit ? edit.score : undefined;
  if (written === undefined) return undefined;
  return typeof written === 'string' ? textBytes(written) : encodeBytes(decodeBytes(written));
}
