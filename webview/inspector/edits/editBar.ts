import { decodeBytes } from '../../../src/protocol/bytes';
import { el } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import type { InspectorContext } from '../context';
import type { Editing } from './editing';
import { entryForm } from './documentForms';
import { addForm, renameForm, stringForm, ttlForm } from './forms';
import { ttlList } from './ttlList';
import { writingFor } from './written';

/** What can be done with the whole key. Not there on a read-only connection. */
export function editBar(context: InspectorContext): HTMLElement {
  const { store, editing } = context;
  const edit = button({
    ...{ action: 'editValue', label: 'Edit', icon: 'edit' },
    press: () => {
      const { content } = store.state;
      if (content?.kind !== 'string') return;
      const { value } = content;
      const { form } = context.kept;
      editing.open(stringForm(value, form === 'hex' || form === 'base64' ? form : writingFor(value)));
    },
  });
  const add = addButtons(context);
  const ttl = keyTtl(editing);
  const rename = button({
    ...{ action: 'renameKey', label: 'Rename', icon: 'rename', appearance: 'icon' },
    press: () => {
      editing.open(renameForm(store.state.header.key));
    },
  });
  const remove = button({
    ...{ action: 'deleteKey', label: 'Delete the key', icon: 'trash', appearance: 'icon' },
    press: () => {
      editing.save({ kind: 'key.delete' }, 'Delete the key');
    },
  });
  const undo = button({ action: 'undoEdit', label: 'Undo', icon: 'discard', press: editing.undo });
  const view = el(
    'div',
    { class: 'edit-bar', attributes: { role: 'group', 'aria-label': 'Change the key' } },
    ...[edit.element, ...add.elements, ttl, rename.element, remove.element, undo.element],
  );
  const paint = (): void => {
    const { content, gone } = store.state;
    const last = editing.store.state.undos.at(-1);
    view.hidden = !editing.canWrite() || (gone !== undefined && !last);
    const cut = content?.kind === 'string' && decodeBytes(content.value).length < content.total;
    const title = cut ? 'Only a part of the value is loaded, so it cannot be edited here.' : undefined;
    edit.set({ hidden: content?.kind !== 'string' || gone !== undefined, disabled: cut, title });
    add.paint();
    ttl.hidden = gone !== undefined;
    rename.set({ hidden: gone !== undefined });
    remove.set({ hidden: gone !== undefined });
    undo.set({ hidden: !last, title: last && `Undo: ${last.label}` });
  };
  store.subscribe(paint);
  editing.store.subscribe(paint);
  undoByKeyboard(editing);
  return view;
}

/** What makes a collection grow: a list has two ends. */
function addButtons({ store, editing }: InspectorContext): {
  readonly elements: readonly HTMLElement[];
  readonly paint: () => void;
} {
  const open = (end?: 'head') => () => {
    const { content } = store.state;
    if (content && 'rows' in content) editing.open(addForm(content.kind, end));
    else if (content?.kind === 'stream') editing.open(entryForm());
  };
  const add = button({ action: 'addRow', label: 'Add', icon: 'add', press: open() });
  const first = button({ action: 'addFirst', label: 'Add at the beginning', icon: 'add', press: open('head') });
  return {
    elements: [first.element, add.element],
    paint: () => {
      const { content, gone } = store.state;
      const grows = content !== undefined && ('rows' in content || content.kind === 'stream');
      const isList = content?.kind === 'list';
      add.set({ hidden: !grows || gone !== undefined, label: isList ? 'Add at the end' : 'Add' });
      first.set({ hidden: !isList || gone !== undefined });
    },
  };
}

function keyTtl(editing: Editing): HTMLElement {
  return ttlList('Time to live', {
    set: (ms) => {
      editing.save({ kind: 'key.expire', ms }, 'Time to live');
    },
    write: () => {
      editing.open(ttlForm());
    },
  });
}

/** Text boxes have an undo of their own. */
function undoByKeyboard(editing: Editing): void {
  document.addEventListener('keydown', (event) => {
    const isUndo = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const writes = event.target instanceof Element && event.target.closest('input, textarea, vscode-text-field');
    if (isUndo && !writes && editing.canWrite()) editing.undo();
  });
}
