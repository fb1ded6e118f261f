import type { InspectorJson } from '../../src/protocol/inspector';
import type { InspectorJsonNode } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { button, filterBox } from '../shared/toolkit';
import { detailPane } from './detailPane';
import { nodeActions } from './edits/nodeActions';
import { jsonMatches } from './jsonMatches';
import { jsonTree } from './jsonTree';
import type { InspectorContext } from './context';
import { fail } from './pages';
import type { FindPlace } from './search/findBar';
import { findBar } from './search/findBar';
import { findInText } from './search/findInText';
import { prettyJson } from './prettyJson';

const TOO_LARGE = 'Only documents that take less than 64 kB of memory are shown as text. Use the tree, or a path.';

/** A JSON document: a tree that is read as far as it is opened, what a path matches, and the text of a small one. */
export function jsonView(context: InspectorContext): HTMLElement {
  const { store } = context;
  let content: InspectorJson | undefined;
  let path = '';
  let asText = false;
  const text = el('pre', { class: 'string-value', attributes: { tabindex: '0', 'aria-label': 'Document as text' } });
  const open = (title: string, value: string): void => {
    detail.show(title, el('pre', { class: 'json-value', text: readable(value) }), value);
  };
  const actions = nodeActions(context);
  const tree = jsonTree(context, {
    activate: (node) => {
      showNode(context, node, open);
    },
    ...{ choose: actions.choose, remove: actions.remove },
    painted: () => {
      if (!asText) finding.refresh();
    },
  });
  const matches = jsonMatches(context, open);
  const detail = detailPane(context.ask, 'Value', () => {
    (path === '' ? tree.element : matches.element).focus();
  });
  const paint = (): void => {
    matches.element.hidden = path === '';
    tree.element.hidden = path !== '' || asText;
    place.hidden = tree.element.hidden;
    text.hidden = path !== '' || !asText;
    treeButton.element.setAttribute('aria-pressed', String(!asText));
    textButton.element.setAttribute('aria-pressed', String(asText));
    finding.offer(path === '');
    if (asText) setText(text, content?.text === undefined ? TOO_LARGE : (prettyJson(content.text) ?? content.text));
    finding.refresh();
  };
  const inText = findInText(text, () => '');
  const finding = findBar(eitherOf(() => asText, inText, tree.place));
  const choose = (wanted: boolean) => () => {
    asText = wanted;
    paint();
  };
  const place = el('div', {}, actions.element);
  const treeButton = button({ action: 'asTree', label: 'Tree', press: choose(false) });
  const textButton = button({ action: 'asText', label: 'Text', press: choose(true) });
  const box = pathBox((typed) => {
    path = typed;
    if (path !== '') matches.find(path);
    paint();
  });
  store.subscribe(({ content: now }) => {
    if (now?.kind !== 'json' || now === content) return;
    content = now;
    tree.show(now);
    if (path !== '') matches.find(path);
    paint();
  });
  const toggle = toggleOf(treeButton.element, textButton.element);
  const bar = el('div', { class: 'body-bar' }, toggle, box, finding.opener, place);
  return el('div', { class: 'rows' }, bar, finding.element, tree.element, text, matches.element, detail.element);
}

/** Looks in the text while that is shown, else in the tree; what is marked in the text goes when it is hidden. */
function eitherOf(isText: () => boolean, text: FindPlace, tree: FindPlace): FindPlace {
  const shown = (): FindPlace => (isText() ? text : tree);
  return {
    find: (wanted, near) => text.find(isText() ? wanted : '', near) + tree.find(isText() ? '' : wanted, near),
    show: (at) => {
      shown().show(at);
    },
    scope: () => shown().scope(),
    focus: () => {
      shown().focus();
    },
  };
}

/** An empty box leads back to the document at once; a path is asked for when it is complete. */
function pathBox(ask: (path: string) => void): HTMLElement {
  const box = filterBox('JSONPath, as $.items[*].id', '', (typed) => {
    if (typed.trim() === '') ask('');
  });
  box.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') ask((box as HTMLElement & { readonly value: string }).value.trim());
  });
  return box;
}

function toggleOf(...buttons: readonly HTMLElement[]): HTMLElement {
  return el('div', { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Shown as' } }, ...buttons);
}

/** The value of a node in full; a long one is read first. */
function showNode(
  { store, part }: InspectorContext,
  node: InspectorJsonNode,
  open: (title: string, text: string) => void,
): void {
  if (node.value !== undefined) {
    open(node.path, node.value);
    return;
  }
  part('jsonText', { path: node.path }).then(
    (text) => {
      open(node.path, text ?? 'It is not there any more, or too large to be read at once.');
    },
    (error: unknown) => {
      fail(store, error);
    },
  );
}

/** Objects and arrays set out, strings as the text they stand for; numbers stay as they are written. */
function readable(text: string): string {
  if (!text.startsWith('"')) return prettyJson(text) ?? text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
