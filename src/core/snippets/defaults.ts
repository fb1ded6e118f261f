import type { TabStop } from './regions';

/** Code, and what people will want to change of it. */
export interface CodeWithStops {
  readonly code: string;
  readonly tabStops: readonly TabStop[];
}

/** Nothing that would have to be escaped in any language. */
const PLAIN = /^[\w:.{}-]+$/;
/** The default of an environment variable: in a shell behind `:-`, elsewhere the last text in quotes. */
const SHELL_DEFAULT = /(:-)[^}]*(?=\})/;
const QUOTED_DEFAULT = /(['"])[^'"]*\1(?=[^'"]*$)/;

/** The code with another default beside KEY_PREFIX. A prefix that would have to be escaped changes nothing. */
export function withKeyPrefix(prefix: string, { code, tabStops }: CodeWithStops): CodeWithStops {
  const stop = tabStops.find(({ text }) => text.includes('KEY_PREFIX'));
  if (stop === undefined || !PLAIN.test(prefix)) return { code, tabStops };
  const text = stop.text.includes(':-')
    ? stop.text.replace(SHELL_DEFAULT, (_all, dash: string) => dash + prefix)
    : stop.text.replace(QUOTED_DEFAULT, (_all, quote: string) => quote + prefix + quote);
  return withStopAs({ code, tabStops }, stop, text);
}

/** The code as the lab ran it: where a stop says how, with these values, by the parameter's name. */
export function withRunValues(values: Readonly<Record<string, string>>, code: CodeWithStops): CodeWithStops {
  return code.tabStops.reduce((changed, stop) => {
    const text = stop.template?.replace(/\{(\w+)\}/g, (_all, name: string) => plain(values[name]));
    return text === undefined || text.includes(UNKNOWN) ? changed : withStopAs(changed, stop, text);
  }, code);
}

/** What code says of the variant, as a value of a run. */
export function writtenOf(variant: { readonly written?: string } | undefined): Readonly<Record<string, string>> {
  return variant?.written === undefined ? {} : { variant: variant.written };
}

/** Never in a text that is plain. */
const UNKNOWN = '\0';

function plain(value: string | undefined): string {
  return value !== undefined && PLAIN.test(value) ? value : UNKNOWN;
}

function withStopAs({ code, tabStops }: CodeWithStops, stop: TabStop, text: string): CodeWithStops {
  return {
    code: code.replaceAll(stop.before + stop.text, () => stop.before + text),
    tabStops: tabStops.map((other) => (other === stop ? { ...stop, text } : other)),
  };
}
