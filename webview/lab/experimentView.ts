import { el, hiddenText, icon, setKeyed, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import { figuresList } from './figures';
import { loadView } from './loadView';
import type { Figure, LabContext, LabModel } from './model';
import { obstacle } from './model';

type Rule = NonNullable<LabModel['state']['experiment']>['rules'][number];

const LANE_WORDS: Readonly<Record<Rule['lane'], string>> = { naive: 'naive', right: 'right', both: 'both' };

/** Naive and right side by side, under the same load. Nothing stands here that was not just measured. */
export function experimentView(context: LabContext): HTMLElement {
  const { store, ask } = context;
  const question = el('p', { class: 'question' });
  const naive = lane('Naive');
  const right = lane('Right');
  const rules = el('ul', { class: 'rules' });
  const explanation = el('p', { class: 'explanation', attributes: { role: 'status' } });
  const run = button({
    ...{ action: 'experiment', label: 'Measure', icon: 'beaker' },
    press: () => {
      ask('experiment', null);
    },
  });
  const load = loadView(context);
  const results = el('div', { class: 'results' }, load.ranWith, rules, explanation);
  store.watch(['pattern', 'state', 'connection'], (model) => {
    const { experiment, activity } = model.state;
    const specs = model.pattern.experiment;
    setText(question, model.state.question);
    const measuring = activity?.kind === 'experiment';
    naive.paint(specs.naive, experiment?.naive, measuring);
    right.paint(specs.right, experiment?.right, measuring);
    results.hidden = experiment === undefined;
    setText(explanation, experiment?.explanation ?? '');
    setKeyed(rules, experiment?.rules ?? [], {
      key: ({ text, lane: side, holds }) => `${side} ${String(holds)} ${text}`,
      create: ruleItem,
    });
    const why = obstacle('experiment', model);
    const title = why ?? 'Run both lanes under the same load';
    run.set({ label: experiment ? 'Run again' : 'Measure', disabled: why !== undefined, title });
  });
  const head = el('div', { class: 'block-head' }, el('h2', { text: 'Experiment' }));
  const lanes = el('div', { class: 'lanes' }, naive.element, right.element);
  const buttons = el('div', { class: 'experiment-buttons' }, run.element, load.button);
  return el('section', { class: 'block experiment' }, head, question, lanes, results, buttons, load.form);
}

interface Lane {
  readonly element: HTMLElement;
  paint(title: string, figures: readonly Figure[] | undefined, measuring: boolean): void;
}

function lane(side: string): Lane {
  const title = el('span', { class: 'lane-title' });
  const large = figuresList('large');
  const rest = figuresList();
  const none = el('p', { class: 'quiet' });
  const name = el('h3', {}, `${side} `, title);
  const element = el('div', { class: `lane lane-${side.toLowerCase()}` }, name, large.element, rest.element, none);
  return {
    element,
    paint(text, figures, measuring) {
      setText(title, text);
      large.paint(figures?.slice(0, 1) ?? []);
      rest.paint(figures?.slice(1) ?? []);
      rest.element.hidden = (figures?.length ?? 0) < 2;
      none.hidden = figures !== undefined;
      setText(none, measuring ? 'Measuring…' : 'Not measured yet');
      element.classList.toggle('measuring', measuring);
    },
  };
}

function ruleItem({ text, lane: side, holds }: Rule): HTMLElement {
  return el(
    'li',
    { class: holds ? 'holds' : 'broken' },
    icon(holds ? 'pass' : 'error'),
    el('span', {}, text, hiddenText(holds ? ' (holds)' : ' (broken)')),
    el('span', { class: 'rule-lane', text: LANE_WORDS[side] }),
  );
}
