import { el } from '../shared/dom';
import type { LabContext } from './model';
import { parameterForm } from './parameterForm';

/** The pattern's parameters, but for those that are searched for while one types: they have a box of their own. */
export function parametersView({ store, ask }: LabContext): HTMLElement {
  const form = parameterForm('parameter', (name, value) => {
    ask('setParameter', { name, value });
  });
  store.watch(['pattern', 'state', 'connection', 'failure'], ({ pattern, state, connection, failure }) => {
    const specs = Object.fromEntries(
      Object.entries(pattern.parameters).filter(([, spec]) => spec.kind !== 'text' || !spec.immediate),
    );
    const disabled = state.activity !== undefined || connection.state !== 'ready';
    form.paint(specs, state.parameters, { disabled, refused: failure !== undefined });
  });
  return el('section', { class: 'block' }, el('h2', { text: 'Parameters' }), form.element);
}
