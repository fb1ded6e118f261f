/** Whose rules hold: those of a compose file, or those of a value in a .env file, bare or in double quotes. */
export type VariableStyle = 'compose' | 'bare' | 'quoted';

/** `${NAME}`, also with a default, an error or an alternative (which may hold one more), and `$NAME`. */
const FORM = /\\([^])|(\$\$)|\$\{(\w+)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\}|\$([a-z_]\w*)/gi;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * The text with its variables put in. Undefined when one is not known: half an address is worse than none. In a .env
 * file, `$name` without braces stays as it is when nothing is called so, because it is most likely part of a password.
 */
export function expandVariables(
  text: string,
  lookUp: (name: string) => string | undefined,
  style: VariableStyle,
): string | undefined {
  const unknown: string[] = [];
  const missing = (name: string): string => {
    unknown.push(name);
    return '';
  };
  const braced = (name: string, operator: string | undefined, word: string): string => {
    const value = lookUp(name);
    const isSet = value !== undefined && !(operator?.startsWith(':') && value === '');
    if (operator?.endsWith('+')) return isSet ? (expandVariables(word, lookUp, style) ?? missing(name)) : '';
    if (isSet) return value;
    return operator?.endsWith('-') ? (expandVariables(word, lookUp, style) ?? missing(name)) : missing(name);
  };
  const expanded = text.replace(
    FORM,
    (
      form: string,
      escaped?: string,
      twice?: string,
      name?: string,
      operator?: string,
      word?: string,
      bare?: string,
    ) => {
      if (escaped !== undefined) return unescaped(form, escaped, style);
      if (twice !== undefined) return style === 'compose' ? '$' : form;
      if (name !== undefined) return braced(name, operator, word ?? '');
      return lookUp(bare ?? '') ?? (style === 'compose' ? missing(bare ?? '') : form);
    },
  );
  return unknown.length === 0 ? expanded : undefined;
}

function unescaped(form: string, char: string, style: VariableStyle): string {
  if (style === 'quoted') return ESCAPES[char] ?? (/[$"\\]/.test(char) ? char : form);
  return style === 'bare' && char === '$' ? char : form;
}
