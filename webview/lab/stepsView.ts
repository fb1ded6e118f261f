import { el, hiddenText, iconClass, setKeyed, setText } from '../shared/dom';
import { formatCount } from '../../src/protocol/format';
import { button, type ButtonView } from '../shared/toolkit';
import { figuresList } from './figures';
import type { LabContext, LabModel } from './model';
import { obstacle, stepsOf } from './model';

type Step = LabModel['pattern']['steps'][number];
type Standing = 'running' | 'done' | 'next' | 'open';

const SIGNS: Readonly<Record<Standing, readonly [icon: string, word: string]>> = {
  running: ['loading codicon-modifier-spin', 'running'],
  done: ['pass-filled', 'done'],
  next: ['circle-large-outline', 'next'],
  open: ['circle-large-outline', 'not run yet'],
};

interface StepView {
  readonly element: HTMLElement;
  paint(model: LabModel): void;
}

/** The use case step by step, each with what it teaches and what it found. */
export function stepsView(context: LabContext): HTMLElement {
  const count = el('span', { class: 'unit' });
  const list = el('ol', { class: 'steps' });
  const views = new Map<string, StepView>();
  context.store.watch(['pattern', 'state', 'connection'], (model) => {
    const steps = stepsOf(model);
    const done = steps.filter(({ id }) => model.state.stepResults[id] !== undefined).length;
    setText(count, `${formatCount(done)} of ${formatCount(steps.length)} run`);
    setKeyed(list, steps, {
      key: ({ id }) => id,
      create: (step) => {
        const view = stepView(step, context);
        views.set(step.id, view);
        return view.element;
      },
    });
    for (const view of views.values()) view.paint(model);
  });
  const head = el('div', { class: 'block-head' }, el('h2', { text: 'Steps' }), count);
  return el('section', { class: 'block' }, head, list);
}

function stepView(step: Step, { ask, showCode }: LabContext): StepView {
  const sign = el('i', { attributes: { 'aria-hidden': 'true' } });
  const word = hiddenText('');
  const result = el('p', { class: 'step-result' });
  const figures = figuresList('inline');
  const run = button({
    ...{ action: 'runStep', label: `Run step: ${step.title}`, icon: 'play', appearance: 'icon' },
    press: () => {
      ask('run', { step: step.id });
    },
  });
  const buttons: ButtonView[] = [run];
  if (step.region !== undefined) {
    const press = (): void => {
      showCode(step.id);
    };
    buttons.unshift(
      button({ action: 'showCode', label: `Show the code of: ${step.title}`, icon: 'code', appearance: 'icon', press }),
    );
  }
  const element = el(
    'li',
    { class: 'step', attributes: { 'data-step': step.id } },
    sign,
    el(
      'div',
      { class: 'step-body' },
      el('div', { class: 'step-title' }, step.title, word),
      el('p', { class: 'teaches', text: step.teaches }),
      result,
      figures.element,
    ),
    el('div', { class: 'step-actions' }, ...buttons.map((view) => view.element)),
  );
  return {
    element,
    paint(model) {
      const found = model.state.stepResults[step.id];
      const standing = standingOf(step, model);
      const [name, said] = SIGNS[standing];
      sign.className = iconClass(name);
      element.className = `step ${standing}`;
      setText(word, `, ${said}`);
      setText(result, found?.summary ?? '');
      result.hidden = found === undefined;
      figures.paint(found?.figures ?? []);
      figures.element.hidden = (found?.figures?.length ?? 0) === 0;
      const why = obstacle('run', model);
      run.set({ disabled: why !== undefined, title: why ?? `Run this step` });
    },
  };
}

function standingOf({ id }: Step, { state }: LabModel): Standing {
  if (state.activity?.step === id) return 'running';
  if (state.stepResults[id] !== undefined) return 'done';
  return state.nextStep === id ? 'next' : 'open';
}
