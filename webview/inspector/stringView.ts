import type { StringForm } from '../../src/protocol/inspectorParts';
import type { InspectorContent } from '../../src/protocol/inspector';
import { decodeBytes } from '../../src/protocol/bytes';
import { formatBytes } from '../../src/protocol/format';
import { RequestError } from '../../src/protocol/rpcClient';
import { el, setText } from '../shared/dom';
import { factsCard } from './factsCard';
import type { InspectorContext } from './context';
import type { StringContent } from './model';
import type { Shown } from './strings/form';
import { formBar } from './strings/formBar';
import { findBar } from './search/findBar';
import { findInText } from './search/findInText';
import { FORMS } from './strings/forms';
import { stringActions } from './strings/stringActions';

/** A string in the form that its bytes suggest, or that was chosen. */
export function stringView(context: InspectorContext): HTMLElement {
  const { store, kept, keep, part } = context;
  let chosen = kept.form;
  let painted: string | undefined;
  let work = new AbortController();
  const value = el('pre', { class: 'string-value', attributes: { tabindex: '0', 'aria-label': 'Value' } });
  const card = el('div', { class: 'string-facts' });
  const kind = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const paint = (): void => {
    const { content } = store.state;
    if (content?.kind !== 'string') return;
    const form = formFor(content, chosen);
    bar.set(content.forms ?? [], form);
    const stamp = `${form} ${String(content.total)} ${content.value.base64}`;
    if (stamp === painted) return;
    painted = stamp;
    work.abort();
    work = new AbortController();
    void show(content, form, work.signal);
  };
  const show = async (content: StringContent, form: StringForm, signal: AbortSignal): Promise<void> => {
    const coming = FORMS[form].show(content, part, signal);
    if (coming instanceof Promise) setText(kind, `${FORMS[form].title}: reading…`);
    try {
      // What is there already is painted at once, in the same turn.
      paintShown(content, coming instanceof Promise ? await coming : coming);
    } catch (error) {
      // What was cancelled needs no words; another form is on its way.
      if (error instanceof RequestError) paintShown(content, { text: '', words: error.message });
    }
  };
  const paintShown = (content: StringContent, { text, facts, words }: Shown): void => {
    setText(value, text ?? '');
    value.hidden = text === undefined;
    card.replaceChildren(...(facts ? [factsCard(facts)] : []));
    setText(kind, [words, sizeOf(content)].join(' · '));
    finding.offer(text !== undefined);
    finding.refresh();
  };
  const finding = findBar(findInText(value, () => beginningWords(store.state.content)));
  const bar = formBar((form) => {
    chosen = form;
    keep({ form });
    paint();
  });
  const actions = stringActions(context, () => {
    const { content } = store.state;
    if (content?.kind !== 'string') return '';
    // JSON is copied as it is kept, not as it is set out.
    return ['text', 'json'].includes(formFor(content, chosen)) ? content.value.text : value.textContent;
  });
  store.subscribe(paint);
  const top = el(
    'div',
    { class: 'body-bar' },
    bar.element,
    kind,
    el('span', { class: 'spring' }),
    finding.opener,
    actions,
  );
  return el('div', { class: 'string' }, top, finding.element, el('div', { class: 'string-body' }, card, value));
}

function formFor({ forms }: StringContent, chosen: StringForm | undefined): StringForm {
  return chosen ?? forms?.[0] ?? 'text';
}

/** Of a string that is longer than what was read of it. */
function beginningWords(content: InspectorContent | undefined): string {
  if (content?.kind !== 'string' || content.next === undefined) return '';
  return ` in the first ${formatBytes(decodeBytes(content.value).length)}`;
}

function sizeOf({ value, total }: StringContent): string {
  const read = decodeBytes(value).length;
  return read < total ? `first ${formatBytes(read)} of ${formatBytes(total)}` : formatBytes(total);
}
