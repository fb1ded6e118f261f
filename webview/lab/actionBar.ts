import type { LabState } from '../../src/protocol/lab';
import { formatCount } from '../../src/protocol/format';
import { el, setAttribute, setText, spinner } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { LabAction, LabContext, LabModel } from './model';
import { nextAction, obstacle } from './model';

interface Action {
  readonly action: LabAction;
  readonly label: string;
  readonly icon: string;
  readonly title: string;
}

const ACTIONS: readonly Action[] = [
  { action: 'scaffold', label: 'Scaffold', icon: 'layers', title: 'Make the demo data, anew if it is there' },
  { action: 'run', label: 'Run', icon: 'run-all', title: 'Run the steps that have not run, in order' },
  { action: 'step', label: 'Step', icon: 'debug-step-over', title: 'Run the next step' },
  { action: 'live', label: 'Live', icon: 'broadcast', title: 'Simulate traffic and watch the view move' },
  { action: 'experiment', label: 'Experiment', icon: 'beaker', title: 'Measure naive against right, side by side' },
  { action: 'cleanUp', label: 'Clean up', icon: 'trash', title: 'Delete exactly the keys that this lab made' },
];

const ACTIVITY_WORDS: Readonly<Record<NonNullable<LabState['activity']>['kind'], string>> = {
  scaffold: 'Scaffolding',
  run: 'Running',
  live: 'Live traffic',
  experiment: 'Measuring',
  cleanUp: 'Cleaning up',
};

/** What one can do now, what is going on, and what was just done. */
export function actionBar({ store, ask }: LabContext): HTMLElement {
  const take = (action: LabAction): void => {
    const { nextStep } = store.state.state;
    if (action === 'run') ask('run', { rest: true });
    else if (action === 'live') ask('live', { rate: store.state.pattern.live.rate.default });
    else if (action !== 'step') ask(action, null);
    else if (nextStep !== undefined) ask('run', { step: nextStep });
  };
  const buttons = ACTIONS.map((action) => ({
    ...action,
    view: button({
      ...action,
      press: () => {
        take(action.action);
      },
    }),
  }));
  const bar = el(
    'div',
    { class: 'actions', attributes: { role: 'toolbar', 'aria-label': 'Pattern' } },
    ...buttons.map(({ view }) => view.element),
  );
  const progress = progressView(() => {
    ask('stop', null);
  });
  const notice = el('span', { class: 'notice', attributes: { role: 'status' } });
  store.watch(['pattern', 'state', 'connection', 'live'], (model) => {
    const primary = nextAction(model);
    for (const { action, title, view } of buttons) {
      const why = obstacle(action, model);
      const appearance = action === primary && why === undefined ? 'primary' : 'secondary';
      view.set({ appearance, disabled: why !== undefined, title: why ?? title });
    }
    progress.set(model);
    setText(notice, model.state.activity ? '' : (model.state.notice ?? ''));
  });
  return el('div', { class: 'action-row' }, bar, el('div', { class: 'going-on' }, progress.element, notice));
}

function progressView(stop: () => void): { element: HTMLElement; set(model: LabModel): void } {
  const text = el('span', { class: 'progress-text' });
  const meter = el('progress', { class: 'meter', attributes: { 'aria-label': 'Progress' } });
  const stopper = button({
    action: 'stop',
    label: 'Stop',
    icon: 'debug-stop',
    title: 'Stop what is going on',
    press: stop,
  });
  const element = el('div', { class: 'progress' }, spinner(), text, meter, stopper.element);
  return {
    element,
    set({ pattern, state: { activity } }) {
      element.hidden = activity === undefined;
      stopper.set({ hidden: activity === undefined });
      if (!activity) return;
      const { kind, done, total, step } = activity;
      const name = pattern.steps.find(({ id }) => id === step)?.title;
      const words = name === undefined ? ACTIVITY_WORDS[kind] : `${ACTIVITY_WORDS[kind]}: ${name}`;
      const counted = done !== undefined && total !== undefined && total > 0;
      setText(text, counted ? `${words} · ${formatCount(done)} of ${formatCount(total)}` : words);
      meter.hidden = !counted;
      setAttribute(meter, 'max', counted ? String(total) : undefined);
      setAttribute(meter, 'value', counted ? String(done) : undefined);
    },
  };
}
