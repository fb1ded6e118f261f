import type { EncodedBytes } from '../../../src/protocol/bytes';
import { decodeBytes, encodeBytes } from '../../../src/protocol/bytes';
import { displayText } from '../../../src/protocol/displayText';
import { formatBytes } from '../../../src/protocol/format';
import type { InspectorEdit, InspectorPresent } from '../../../src/protocol/inspectorEdits';
import { el, setText } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import { prettyJson } from '../prettyJson';
import { diffView } from './diffView';
import type { Editing } from './editing';
import { canOverwrite } from './editing';
import { textBytes } from './forms';
import { write } from './written';

/** What is there instead, and what one can do about it. Nothing was written. */
export function conflictView(editing: Editing): HTMLElement {
  const text = el('p', { class: 'callout-text' });
  const attributes = { tabindex: '0', 'aria-label': 'What differs: there now, and yours' };
  const differs = el('div', { class: 'edit-diff', attributes });
  const over = button({ action: 'overwrite', label: 'Overwrite', press: editing.overwrite });
  const keep = button({ action: 'keepTheirs', label: 'Keep theirs', press: editing.close });
  const actions = el('div', { class: 'callout-actions' }, over.element, keep.element);
  const view = el('div', { class: 'callout edit-conflict', attributes: { role: 'alert' } }, text, actions, differs);
  editing.store.subscribe(({ conflict }) => {
    view.hidden = conflict === undefined;
    if (!conflict) return;
    setText(text, `Nothing was written: ${wordsOf(conflict.edit, conflict.now)}`);
    const lines = differences(conflict.edit, conflict.now);
    differs.hidden = lines.length === 0;
    differs.replaceChildren(...lines);
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

function cutWords({ bytes, total }: Extract<InspectorPresent, { kind: 'value' }>): string {
  const read = decodeBytes(bytes).length;
  return read < total ? ` Only the first ${formatBytes(read)} of ${formatBytes(total)} are compared.` : '';
}

/** What is there now beside what was to be written, both in the same form. */
function differences(edit: InspectorEdit, now: InspectorPresent): readonly HTMLElement[] {
  if (now.kind !== 'value') return [];
  const written = writtenBy(edit);
  if (!written) return [el('div', { text: now.bytes.text })];
  // Of a long value its beginning came.
  const read = decodeBytes(now.bytes).length;
  const mine = read < now.total ? encodeBytes(decodeBytes(written).subarray(0, read)) : written;
  const form = edit.kind.startsWith('json.') ? (text: string) => prettyJson(text) ?? text : (text: string) => text;
  const [theirs, yours] = [form(now.bytes.text), form(mine.text)];
  // Bytes that are no text are escaped, and a text may look like them.
  return theirs === yours ? diffView(write(now.bytes, 'hex'), write(mine, 'hex')) : diffView(theirs, yours);
}

function writtenBy(edit: InspectorEdit): EncodedBytes | undefined {
  const written = 'value' in edit ? edit.value : 'score' in edit ? edit.score : undefined;
  if (written === undefined) return undefined;
  return typeof written === 'string' ? textBytes(written) : encodeBytes(decodeBytes(written));
}
