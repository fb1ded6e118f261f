const WORD_JOINER = '\u2060';

/**
 * A text that VS Code shows as it is. Notifications make links, commands among them, of `[text](target)`, and the status bar
 * makes icons of `$(name)`; names of keys and texts of servers may hold either. An invisible joiner keeps them what they are.
 */
export function inert(text: string): string {
  return text.replaceAll('](', `]${WORD_JOINER}(`).replaceAll('$(', `$${WORD_JOINER}(`);
}
