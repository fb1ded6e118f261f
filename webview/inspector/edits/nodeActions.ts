import { displayText } from '../../../src/protocol/displayText';
import type { InspectorJsonNode } from '../../../src/protocol/inspectorParts';
import { el } from '../../shared/dom';
import type { ButtonView } from '../../shared/toolkit';
import { button } from '../../shared/toolkit';
import type { InspectorContext } from '../context';
import { fail } from '../pages';
import { insideForm, nodeForm } from './documentForms';
import { textBytes } from './forms';

const TOO_LARGE = 'It is not there any more, or too large to be changed as a whole. Change a part of it.';

export interface NodeActions {
  readonly element: HTMLElement;
  /** What they are about from now on. */
  readonly choose: (node: InspectorJsonNode) => void;
  readonly remove: (node: InspectorJsonNode) => void;
}

/** What can be done with the chosen value of a document. Not there on a read-only connection. */
export function nodeActions(context: InspectorContext): NodeActions {
  const { store, editing } = context;
  let chosen: InspectorJsonNode | undefined;
  const withText = (node: InspectorJsonNode, use: (text: string) => void): void => {
    if (editing.canWrite()) readText(context, node, use);
  };
  const remove = (node: InspectorJsonNode): void => {
    if (node.path === '$') return;
    withText(node, (text) => {
      editing.save({ kind: 'json.remove', path: node.path, seen: textBytes(text) }, `Remove ${node.path}`);
    });
  };
  const iconOf = (action: string, icon: string, use: (node: InspectorJsonNode) => void): ButtonView =>
    button({
      ...{ action, icon, label: action, appearance: 'icon' },
      press: () => {
        if (chosen) use(chosen);
      },
    });
  const edit = iconOf('editNode', 'edit', (node) => {
    withText(node, (text) => {
      editing.open(nodeForm(node, text));
    });
  });
  const add = iconOf('addNode', 'add', (node) => {
    if (editing.canWrite()) editing.open(insideForm(node));
  });
  const removing = iconOf('removeNode', 'trash', remove);
  const attributes = { role: 'group', 'aria-label': 'Change the chosen value' };
  const element = el('div', { class: 'node-actions', attributes }, edit.element, add.element, removing.element);
  const paint = (): void => {
    element.hidden = !chosen || !editing.canWrite();
    if (!chosen) return;
    const { path, type } = chosen;
    const shown = displayText(path, 60);
    name(edit, `Edit ${shown}`);
    name(add, `Add to ${shown}`);
    name(removing, `Remove ${shown}`);
    add.set({ hidden: type !== 'object' && type !== 'array' });
    removing.set({ hidden: path === '$' });
  };
  store.subscribe(paint);
  return {
    element,
    choose(node) {
      chosen = node;
      paint();
    },
    remove,
  };
}

function name({ set }: ButtonView, label: string): void {
  set({ label, title: label });
}

/** Hands over all of a value, as the server writes it, or says why not. */
function readText(
  { store, part }: InspectorContext,
  { path, value }: InspectorJsonNode,
  use: (text: string) => void,
): void {
  if (value !== undefined) {
    use(value);
    return;
  }
  part('jsonText', { path }).then(
    (text) => {
      if (text === null) store.set({ failure: { code: 'INVALID_INPUT', message: TOO_LARGE } });
      else use(text);
    },
    (error: unknown) => {
      fail(store, error);
    },
  );
}
