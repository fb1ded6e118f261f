/** A client library that snippets are written for. */
export interface SnippetClient {
  readonly id: string;
  /** As the lab and the pickers show it. */
  readonly title: string;
  /** VS Code's ids of the languages it is used from, the snippet's own first. */
  readonly languageIds: readonly [string, ...string[]];
  /** What to install. */
  readonly packageName: string;
}

/** Adding a client is one entry here, and one source file per pattern. */
export const snippetClients: readonly SnippetClient[] = [
  {
    id: 'ioredis',
    title: 'TypeScript, ioredis',
    languageIds: ['typescript', 'typescriptreact'],
    packageName: 'ioredis',
  },
];

export function clientOf(id: string): SnippetClient | undefined {
  return snippetClients.find((client) => client.id === id);
}
