import { displayText } from '../../../src/protocol/displayText';
import type { InspectorPresent } from '../../../src/protocol/inspectorEdits';
import { el, setText } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import type { Editing } from './editing';

/** An edit that was not taken back, because something else is there by now; and what one can do about it. */
export function stuckUndo(editing: Editing): HTMLElement {
  const text = el('p', { class: 'callout-text' });
  const theirs = el('div', { class: 'edit-diff', attributes: { tabindex: '0', 'aria-label': 'What is there now' } });
  const over = button({ action: 'undoOver', label: 'Undo anyway', press: editing.undoOver });
  const keep = button({ action: 'keepUndo', label: 'Not now', press: editing.keepUndo });
  const forget = button({ action: 'forgetUndo', label: 'Let it go', press: editing.forgetUndo });
  const actions = el('div', { class: 'callout-actions' }, over.element, keep.element, forget.element);
  const view = el('div', { class: 'callout undo-stuck', attributes: { role: 'alert' } }, text, actions, theirs);
  editing.store.subscribe(({ stuck, busy }) => {
    view.hidden = stuck === undefined;
    if (!stuck) return;
    const { undo, now } = stuck;
    setText(text, `"${displayText(undo.label, 100)}" was not taken back: ${reasonOf(now)}`);
    theirs.hidden = now.kind !== 'value';
    setText(theirs, now.kind === 'value' ? now.bytes.text : '');
    over.set({ hidden: now.kind !== 'value' || !undo.canOver, disabled: busy });
    forget.set({ disabled: busy });
  });
  return view;
}

function reasonOf(now: InspectorPresent): string {
  if (now.kind === 'taken') return 'another key has the name by now.';
  return now.kind === 'value' ? 'it was changed since. Below is what is there now.' : 'the key was changed since.';
}
