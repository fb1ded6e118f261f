import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';
import type { KeyFilter, TtlFilter } from '../../core/keyspace/keyFilter';
import type { Choice } from '../ui/inputs';
import { askChoice, askText } from '../ui/inputs';
import { describeFilter, describeTtlFilter, parseDuration } from '../ui/keyFilterWords';
import { keyTypeIcon } from '../views/keyTypeIcons';
import { keyTypeName } from '../../protocol/keyTypeName';

const TITLE = 'Filter Keys';
const TYPES = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'ReJSON-RL', 'TSDB-TYPE', 'vectorset'];
const SPANS = [60_000, 3_600_000, 86_400_000];

interface FilterItem extends vscode.QuickPickItem {
  /** What the filter is then; it is either used or gone on with. */
  readonly take: (text: string) => Promise<{ readonly filter: KeyFilter; readonly use: boolean }>;
}

/** Lets a filter be put together, `current` being the start, or a recent one be taken. Ends in an abort error when cancelled. */
export async function askKeyFilter(current: KeyFilter, recent: readonly KeyFilter[]): Promise<KeyFilter> {
  for (let draft = current; ;) {
    const { item, text } = await pickItem(draft, recent);
    const { filter, use } = await item.take(text);
    if (use) return filter;
    draft = filter;
  }
}

function pickItem(draft: KeyFilter, recent: readonly KeyFilter[]): Promise<{ item: FilterItem; text: string }> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = TITLE;
  pick.placeholder = 'An exact name, part of one, or a pattern as SCAN MATCH takes it: user:*, ?, [ab]';
  pick.value = draft.text ?? '';
  pick.ignoreFocusOut = true;
  const show = (): void => {
    pick.items = itemsOf(withText(draft, pick.value), recent);
  };
  show();
  return new Promise((resolve, reject) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item) return;
      resolve({ item, text: pick.value });
      pick.hide();
    });
    pick.onDidHide(() => {
      reject(abortError());
      pick.dispose();
    });
    pick.show();
  });
}

/** What builds the filter is there whatever is typed; recent filters are found by what is typed. */
function itemsOf(draft: KeyFilter, recent: readonly KeyFilter[]): FilterItem[] {
  const { type, ttl } = draft;
  const separator = {
    label: 'recent',
    kind: vscode.QuickPickItemKind.Separator,
    take: () => Promise.reject(abortError()),
  };
  return [
    {
      label: '$(filter) Show keys',
      description: describeFilter(draft),
      alwaysShow: true,
      take: (text) => Promise.resolve({ filter: withText(draft, text), use: true }),
    },
    {
      label: '$(symbol-class) Type...',
      description: type === undefined ? 'any' : keyTypeName(type),
      alwaysShow: true,
      take: async (text) => ({ filter: await withType(withText(draft, text)), use: false }),
    },
    {
      label: '$(clock) Time to live...',
      description: ttl === undefined ? 'any' : describeTtlFilter(ttl),
      alwaysShow: true,
      take: async (text) => ({ filter: await withTtl(withText(draft, text)), use: false }),
    },
    ...(recent.length === 0 ? [] : [separator]),
    ...recent.map((filter) => ({
      label: describeFilter(filter),
      take: () => Promise.resolve({ filter, use: true }),
    })),
  ];
}

function withText({ type, ttl }: KeyFilter, text: string): KeyFilter {
  return { ...(text.trim() !== '' && { text }), ...(type !== undefined && { type }), ...(ttl && { ttl }) };
}

async function withType({ text, ttl }: KeyFilter): Promise<KeyFilter> {
  const any: Choice<string> = { label: 'Any type', value: '' };
  const types = TYPES.map((type) => ({ label: `$(${keyTypeIcon(type)}) ${keyTypeName(type)}`, value: type }));
  const type = await askChoice({ title: TITLE, placeholder: 'Which type; the server looks' }, [any, ...types]);
  return { ...(text !== undefined && { text }), ...(type !== '' && { type }), ...(ttl && { ttl }) };
}

async function withTtl({ text, type }: KeyFilter): Promise<KeyFilter> {
  const choices: Choice<TtlFilter | 'any' | 'other'>[] = [
    { label: 'Any', value: 'any' },
    { label: 'Never expires', value: { kind: 'none' } },
    ...SPANS.map((ms) => ({
      label: describeTtlFilter({ kind: 'within', ms }),
      value: { kind: 'within' as const, ms },
    })),
    { label: 'Expires within...', value: 'other' },
  ];
  const placeholder = 'The TTL of each name is read, within the budget of the scan';
  const chosen = await askChoice({ title: TITLE, placeholder }, choices);
  const ttl = chosen === 'other' ? await askSpan() : chosen;
  return { ...(text !== undefined && { text }), ...(type !== undefined && { type }), ...(ttl !== 'any' && { ttl }) };
}

async function askSpan(): Promise<TtlFilter> {
  const text = await askText({
    title: TITLE,
    prompt: 'Keys that expire within this time.',
    placeholder: '10 min',
    validate: (span) => (parseDuration(span) === undefined ? 'A number and s, min, h or d: 10 min' : undefined),
  });
  return { kind: 'within', ms: parseDuration(text) ?? 0 };
}
