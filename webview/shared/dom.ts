import { displayText } from '../../src/protocol/displayText';

// Elements are built from names, texts, attributes and listeners: no way leads from a text to markup. Every text passes
// `inert`, so that no name or value can hide characters or turn the direction of what stands around it.

export type Child = Node | string | undefined;

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  /** Shown on hover. */
  readonly title?: string;
  /** `true` sets an attribute without value; `undefined` and `false` leave it out. */
  readonly attributes?: Readonly<Record<string, string | boolean | undefined>>;
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (options.class !== undefined) element.className = options.class;
  if (options.text !== undefined) element.textContent = inert(options.text);
  if (options.title !== undefined) setTitle(element, options.title);
  for (const [name, value] of Object.entries(options.attributes ?? {})) setAttribute(element, name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export function setAttribute(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** A codicon; decoration only, so whatever it says must also be said in words. */
export function icon(name: string, extra = ''): HTMLElement {
  return el('i', { class: iconClass(name, extra), attributes: { 'aria-hidden': 'true' } });
}

/** For an icon that changes. */
export function iconClass(name: string, extra = ''): string {
  return `codicon codicon-${name} ${extra}`.trim();
}

/** Turns while something is going on; what it is stands beside it in words. */
export function spinner(): HTMLElement {
  return icon('loading', 'codicon-modifier-spin');
}

/** Sets the text only when it differs: a selection of the user, or a screen reader, is not disturbed by the same text. */
export function setText(element: Element, text: string): void {
  const shown = inert(text);
  if (element.textContent !== shown) element.textContent = shown;
}

/** What is shown on hover. */
export function setTitle(element: HTMLElement, text: string): void {
  const shown = inert(text);
  if (element.title !== shown) element.title = shown;
}

/** A text, of many lines perhaps, with its hidden characters shown; line ends and tabs stay what they are. */
export function inert(text: string): string {
  // Most texts are plain, and this is asked for every one of them.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[^\n\t\p{L}\p{N}\p{P}\p{S}\p{M}\p{Zs}]/gu, (character) => displayText(character));
}

/** Text for screen readers where sighted people see a sign. */
export function hiddenText(text: string): HTMLElement {
  return el('span', { class: 'visually-hidden', text });
}

export interface KeyedOptions<Item> {
  readonly key: (item: Item) => string;
  readonly create: (item: Item) => HTMLElement;
  readonly update?: (element: HTMLElement, item: Item) => void;
}

const keyedElements = new WeakMap<Element, Map<string, HTMLElement>>();

/**
 * Makes the children of `parent` those of `items`, in order. An item keeps its element as long as its key stays, so focus,
 * hover and animations survive. Of items with the same key only the first is shown.
 */
export function setKeyed<Item>(parent: HTMLElement, items: readonly Item[], options: KeyedOptions<Item>): void {
  const before = keyedElements.get(parent) ?? new Map<string, HTMLElement>();
  const after = new Map<string, HTMLElement>();
  for (const item of items) {
    const key = options.key(item);
    if (after.has(key)) continue;
    const element = before.get(key) ?? options.create(item);
    options.update?.(element, item);
    after.set(key, element);
  }
  for (const [key, element] of before) if (!after.has(key)) element.remove();
  let place = 0;
  for (const element of after.values()) {
    // Moving an element loses its focus, so those in place are left alone.
    const present = parent.children[place];
    if (present !== element) parent.insertBefore(element, present ?? null);
    place += 1;
  }
  keyedElements.set(parent, after);
}
