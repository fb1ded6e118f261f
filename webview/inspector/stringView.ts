import { decodeBytes } from '../../src/protocol/bytes';
import { formatBytes } from '../../src/protocol/format';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import { hexDump } from './hexDump';
import { prettyJson } from './prettyJson';
import type { InspectorContext, StringContent } from './model';

/** A string as text (JSON set out when it is one) or as bytes. */
export function stringView({ store, kept, keep, ask }: InspectorContext): HTMLElement {
  let format = kept.format;
  const value = el('pre', { class: 'string-value', attributes: { tabindex: '0', 'aria-label': 'Value' } });
  const kind = el('span', { class: 'quiet' });
  let painted: string | undefined;
  const paint = (): void => {
    const { content } = store.state;
    if (content?.kind !== 'string') return;
    const stamp = `${format} ${String(content.total)} ${content.value.base64}`;
    for (const view of [text, hex])
      view.element.setAttribute('aria-pressed', String(view === (format === 'text' ? text : hex)));
    if (stamp === painted) return;
    painted = stamp;
    const shown = format === 'hex' ? { text: hexDump(decodeBytes(content.value)), words: 'bytes' } : asText(content);
    setText(value, shown.text);
    setText(kind, [shown.words, sizeOf(content)].filter(Boolean).join(' · '));
  };
  const choose = (next: 'text' | 'hex') => () => {
    format = next;
    keep({ format });
    paint();
  };
  const text = button({ action: 'asText', label: 'Text', press: choose('text') });
  const hex = button({ action: 'asHex', label: 'Hex', press: choose('hex') });
  const copy = button({
    ...{ action: 'copyValue', label: 'Copy', icon: 'copy' },
    press: () => {
      const { content } = store.state;
      if (content?.kind === 'string')
        ask('copyText', { text: format === 'hex' ? value.textContent : content.value.text });
    },
  });
  store.subscribe(paint);
  const toggle = el(
    'div',
    { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Shown as' } },
    text.element,
    hex.element,
  );
  const bar = el('div', { class: 'body-bar' }, toggle, kind, el('span', { class: 'spring' }), copy.element);
  return el('div', { class: 'string' }, bar, value);
}

function asText({ value, total }: StringContent): { readonly text: string; readonly words: string } {
  if (!value.isText) return { text: value.text, words: 'not valid UTF-8, other bytes as \\xHH' };
  // A part of a JSON document is none, so only whole values are tried.
  const json = decodeBytes(value).length === total ? prettyJson(value.text) : undefined;
  return json === undefined ? { text: value.text, words: 'text' } : { text: json, words: 'JSON, set out' };
}

function sizeOf({ value, total }: StringContent): string {
  const read = decodeBytes(value).length;
  return read < total ? `first ${formatBytes(read)} of ${formatBytes(total)}` : formatBytes(total);
}
