import assert from 'node:assert/strict';

/**
 * What VS Code makes of snippet text when nothing is typed: an escaped character stands for itself, a stop for what it
 * holds, and one without text of its own for the text of the first. Anything else of the grammar is an error here.
 */
export function expandSnippet(snippet: string): string {
  const held = new Map<string, string>();
  const unescaped = (text: string): string => text.replace(/\\([\\$}])/g, '$1');
  return snippet.replace(
    /\$\{(\d+)(?::((?:\\[\\$}]|[^\\$}])*))?\}|\\([\\$}])|[$}\\]/g,
    (match, stop: string | undefined, text: string | undefined, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped;
      assert.ok(stop !== undefined, `unescaped ${match}`);
      if (text !== undefined) held.set(stop, unescaped(text));
      return held.get(stop) ?? assert.fail(`nothing is known of stop ${stop}`);
    },
  );
}
