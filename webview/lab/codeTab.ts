import type { LabSnippet } from '../../src/protocol/lab';
import { el, setKeyed, setText } from '../shared/dom';
import { dropdown } from '../shared/dropdown';
import { button, type ButtonView } from '../shared/toolkit';
import { highlight } from './highlight';
import type { LabContext, LabModel } from './model';

export interface CodeTab {
  readonly element: HTMLElement;
  /** Marks the lines of a step and brings them into view. */
  show(step: string): void;
}

/** The code that did it, as a file of the chosen client, with the lines of the running or last step marked. */
export function codeTab({ store, kept, keep, ask }: Omit<LabContext, 'showCode'>): CodeTab {
  let client = kept.client;
  let chosenStep: string | undefined;
  let lastStep = store.state.lastStep;
  const lines = el('ol', { class: 'code', attributes: { tabindex: '0', 'aria-label': 'Code' } });
  const step = el('span', { class: 'quiet' });
  const clients = dropdown('Client', (value) => {
    client = value;
    keep({ client });
    paint(store.state);
  });
  const current = ({ pattern }: LabModel): LabSnippet | undefined =>
    pattern.snippets.find((snippet) => snippet.client === client) ?? pattern.snippets[0];
  const buttons = codeButtons(ask, () => current(store.state));
  const paint = (model: LabModel): void => {
    const snippet = current(model);
    const { snippets, steps } = model.pattern;
    clients.set(
      snippets.map(({ client: value, title }) => ({ value, title })),
      snippet?.client ?? '',
    );
    clients.element.hidden = snippets.length < 2;
    for (const { set } of buttons) set({ disabled: snippet === undefined });
    if (model.lastStep !== lastStep) chosenStep = undefined;
    lastStep = model.lastStep;
    const marked = steps.find(({ id }) => id === (chosenStep ?? model.lastStep));
    const region = snippet?.regions[marked?.region ?? ''];
    setText(
      step,
      snippet ? (region ? `Marked: ${marked?.title ?? ''}` : snippet.title) : 'There is no code for this pattern yet.',
    );
    paintLines(lines, snippet, region);
  };
  store.watch(['pattern', 'lastStep'], paint);
  const bar = el(
    'div',
    { class: 'tab-bar' },
    clients.element,
    el('span', { class: 'spring' }),
    ...buttons.map((view) => view.element),
  );
  return {
    element: el('div', { class: 'tab-content' }, bar, lines, el('div', { class: 'tab-foot' }, step)),
    show(wanted) {
      chosenStep = wanted;
      paint(store.state);
      // Not scrollIntoView: that would scroll whatever is around, too.
      lines.scrollTop = lines.querySelector<HTMLElement>('.marked')?.offsetTop ?? 0;
    },
  };
}

function codeButtons(ask: LabContext['ask'], current: () => LabSnippet | undefined): readonly ButtonView[] {
  const insert = button({
    ...{ action: 'insert', label: 'Insert', icon: 'insert', title: 'Insert into the editor that was last used' },
    press: () => {
      const snippet = current();
      if (snippet) ask('insertSnippet', { client: snippet.client });
    },
  });
  const scaffold = button({
    ...{ action: 'scaffoldProject', label: 'Project…', icon: 'new-folder', title: 'Scaffold a project with this code' },
    press: () => {
      const snippet = current();
      if (snippet) ask('scaffoldProject', { client: snippet.client });
    },
  });
  const copy = button({
    ...{ action: 'copyCode', label: 'Copy', icon: 'copy' },
    press: () => {
      ask('copyText', { text: current()?.code ?? '' });
    },
  });
  return [insert, scaffold, copy];
}

function paintLines(
  list: HTMLElement,
  snippet: LabSnippet | undefined,
  region: { start: number; end: number } | undefined,
): void {
  const all = (snippet?.code.trimEnd().split('\n') ?? []).map((text, index) => ({ text, index }));
  setKeyed(list, all, {
    // A line that another file has at the same place, word for word, may stay.
    key: ({ text, index }) => `${String(index)} ${text}`,
    create: ({ text }) => el('li', {}, el('code', {}, ...highlight(text, snippet?.languageId ?? ''))),
    update: (line, { index }) => {
      line.classList.toggle('marked', region !== undefined && index >= region.start && index < region.end);
    },
  });
}
