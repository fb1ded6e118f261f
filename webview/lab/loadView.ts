import { el, setAttribute, setText } from '../shared/dom';
import { formatValue } from '../shared/numbers';
import { button } from '../shared/toolkit';
import type { LabContext, LabModel, ParameterValue } from './model';
import { parameterForm } from './parameterForm';

type Load = Readonly<Record<string, ParameterValue>>;

export interface LoadView {
  /** Opens and closes the form. */
  readonly button: HTMLElement;
  readonly form: HTMLElement;
  /** What the result that is shown ran with. */
  readonly ranWith: HTMLElement;
}

/** The load that both lanes of an experiment run under, to be changed before it is run again. */
export function loadView({ store, ask }: LabContext): LoadView {
  const form = parameterForm('load', (name, value) => {
    ask('setLoad', { name, value });
  });
  form.element.classList.add('load');
  form.element.setAttribute('aria-label', 'Load of the experiment');
  const ranWith = el('p', { class: 'ran-with quiet' });
  // Until somebody opens or closes it: whoever changed the load finds it open after the lab was hidden.
  let chosen: boolean | undefined;
  const change = button({
    ...{ action: 'changeLoad', label: 'Change the load', icon: 'settings' },
    press: () => {
      chosen = form.element.hidden !== false;
      show(chosen);
    },
  });
  const show = (open: boolean): void => {
    form.element.hidden = !open;
    setAttribute(change.element, 'aria-expanded', String(open));
  };
  store.watch(['pattern', 'state', 'connection', 'failure'], ({ pattern, state, connection, failure }) => {
    const specs = pattern.experiment.load;
    const disabled = state.activity !== undefined || connection.state !== 'ready';
    form.paint(specs, state.load, { disabled, refused: failure !== undefined });
    change.set({ hidden: Object.keys(specs).length === 0 });
    show(chosen ?? Object.entries(specs).some(([name, spec]) => state.load[name] !== spec.default));
    const words = resultWords(pattern, state);
    ranWith.hidden = words === '';
    setText(ranWith, words);
  });
  return { button: change.element, form: form.element, ranWith };
}

function resultWords({ experiment }: LabModel['pattern'], state: LabModel['state']): string {
  const ran = state.experiment?.load ?? {};
  const values = Object.entries(experiment.load).flatMap(([name, { title }]) => {
    const value = ran[name];
    return value === undefined ? [] : [`${title} ${formatValue(value)}`];
  });
  if (values.length === 0) return '';
  const changed = !same(ran, state.load);
  return `Ran with: ${values.join(' · ')}.${changed ? ' The load was changed since: run it again.' : ''}`;
}

function same(one: Load, other: Load): boolean {
  return Object.entries(one).every(([name, value]) => other[name] === value);
}
