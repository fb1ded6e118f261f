import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { LabContext } from './model';

/** What the pattern is about, and the way to its whole lesson. */
export function lessonTab({ store, ask }: LabContext): HTMLElement {
  const summary = el('p', { class: 'lesson-summary' });
  const list = el('ol', { class: 'lesson-steps' });
  const open = button({
    ...{ action: 'openLesson', label: 'Open lesson', icon: 'book' },
    press: () => {
      ask('openLesson', null);
    },
  });
  store.watch(['pattern'], ({ pattern }) => {
    setText(summary, pattern.summary);
    if (list.childElementCount === 0) list.append(...pattern.steps.map(({ title }) => el('li', { text: title })));
  });
  const more =
    'The lesson has the challenge, the usual database way and why it hurts, the cost of each operation, when not to use it, and its sources.';
  return el(
    'div',
    { class: 'tab-content lesson' },
    summary,
    el('h3', { text: 'What the steps teach' }),
    list,
    el('p', { class: 'quiet', text: more }),
    open.element,
  );
}
