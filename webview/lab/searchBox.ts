import { el, setText } from '../shared/dom';
import type { LabContext } from './model';

/** While one types: often enough to feel at once, not for every key of a fast hand. */
const TYPING_MS = 120;

/** The parameters that are looked at while they are typed, above the view that they change. */
export function searchBoxes(context: LabContext): HTMLElement {
  const { pattern } = context.store.state;
  const names = Object.entries(pattern.parameters).flatMap(([name, spec]) =>
    spec.kind === 'text' && spec.immediate ? [name] : [],
  );
  return el('div', { class: 'search-boxes' }, ...names.map((name) => searchBox(context, name)));
}

function searchBox({ store, ask }: LabContext, name: string): HTMLElement {
  const spec = store.state.pattern.parameters[name];
  const limit = spec?.kind === 'text' ? String(spec.maxLength) : undefined;
  const input = el('input', {
    class: 'search-box',
    attributes: { type: 'search', 'aria-label': spec?.title ?? name, placeholder: spec?.description, maxlength: limit },
  });
  let timer = 0;
  let shown: string | undefined;
  /** Asked for here, and not come back as the state yet: what is being typed is not painted over by its own echo. */
  const asked = new Set<string>();
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      asked.add(input.value);
      ask('setParameter', { name, value: input.value });
    }, TYPING_MS);
  });
  store.watch(['state', 'connection'], ({ state, connection }) => {
    input.disabled = connection.state !== 'ready';
    const value = String(state.parameters[name] ?? '');
    if (value === shown) return;
    shown = value;
    if (!asked.delete(value)) input.value = value;
  });
  const label = el('span', { class: 'field-title' });
  setText(label, spec?.title ?? name);
  return el('label', { class: 'search-field' }, label, input);
}
