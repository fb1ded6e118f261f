import type { Choice } from '../../shared/dropdown';
import { dropdown } from '../../shared/dropdown';

/** A list of things to do: what is chosen is done, and not shown as a state. `words` stand there. */
export function actionList(
  label: string,
  words: string,
  actions: readonly Choice[],
  act: (value: string) => void,
): HTMLElement {
  const choices = [{ value: '', title: words }, ...actions];
  const list = dropdown(label, (chosen) => {
    if (chosen !== '') act(chosen);
    list.set(choices, '');
  });
  list.set(choices, '');
  return list.element;
}
