import { el, setText } from '../../shared/dom';
import { countOf } from '../../shared/numbers';
import { button } from '../../shared/toolkit';
import type { InspectorContext } from '../context';
import type { InspectorModel } from '../model';
import type { Store } from '../../shared/store';
import { conflictView } from './conflictView';
import { formFields, NOT_WRITTEN } from './formFields';
import type { Form } from './forms';

/** What is being written, below the content. What changes meanwhile is shown above and never replaces it. */
export function editPane({ editing, store: inspector, ask }: InspectorContext, catchUp: () => void): HTMLElement {
  const { store } = editing;
  let open: Form | undefined;
  let seen: string | undefined;
  const title = el('h2', { class: 'edit-title' });
  const badge = el('span', { class: 'edit-state', attributes: { role: 'status' } });
  const wrong = el('p', { class: 'edit-wrong', attributes: { role: 'alert' } });
  const fields = formFields(() => {
    keep();
  });
  const save = (): void => {
    if (!open) return;
    const values = fields.read();
    const edit = values ? open.edit(values) : NOT_WRITTEN;
    setText(wrong, typeof edit === 'string' ? edit : '');
    if (typeof edit !== 'string') editing.saveForm(edit);
  };
  const saving = button({ action: 'saveEdit', label: 'Save', appearance: 'primary', press: save });
  const cancel = button({ action: 'cancelEdit', label: 'Cancel', press: editing.close });
  const meanwhile = meanwhileButton(inspector, catchUp);
  const bar = [title, badge, meanwhile, el('span', { class: 'spring' }), saving.element, cancel.element];
  const view = el(
    'section',
    { class: 'edit-pane', attributes: { 'aria-label': 'Editor' } },
    ...[el('div', { class: 'body-bar' }, ...bar), wrong, fields.element, conflictView(editing, ask)],
  );
  onKeys(view, save, editing.close);
  const tell = (): void => {
    if (!open) return;
    const { gone, content, meanwhile: held } = inspector.state;
    const now = gone ? undefined : open.present(held?.content ?? content);
    setText(badge, now === seen ? 'Paused while editing' : 'Paused while editing · changed elsewhere');
  };
  const keep = (): void => {
    if (!open) return;
    editing.keep({ source: open.source, ...(seen !== undefined && { present: seen }), fields: fields.written() });
  };
  store.subscribe(({ form, draft, busy }) => {
    view.hidden = form === undefined;
    saving.set({ disabled: busy, label: busy ? 'Saving…' : 'Save' });
    if (form === open) return;
    open = form;
    if (!form) return;
    seen = draft ? draft.present : form.present(inspector.state.content);
    setText(title, form.title);
    setText(wrong, '');
    fields.show(form.fields, draft?.fields);
    tell();
    keep();
    fields.focus();
  });
  inspector.subscribe(tell);
  return view;
}

/** Says that what stands behind is not of now, and shows what is. */
function meanwhileButton(inspector: Store<InspectorModel>, press: () => void): HTMLElement {
  const show = button({ action: 'showMeanwhile', label: 'Show', press });
  inspector.watch(['meanwhile'], ({ meanwhile }) => {
    const label = meanwhile ? `${countOf(meanwhile.count, 'change')} meanwhile · Show` : 'Show';
    show.set({
      hidden: !meanwhile,
      label,
      title: 'The rows stay as they were while you edit. Shows them as they are.',
    });
  });
  return show.element;
}

/** Keys in the editor are no keys of the panel. */
function onKeys(view: HTMLElement, save: () => void, close: () => void): void {
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    event.stopPropagation();
  });
}
