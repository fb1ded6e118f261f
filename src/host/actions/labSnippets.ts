import type { AnyPattern } from '../../core/patterns/contract';
import { snippetClients } from '../../core/snippets/clients';
import { readRegions } from '../../core/snippets/regions';
import type { LabSnippet } from '../../protocol/lab';

/** A pattern's snippets as the lab shows them, in the order of the table of clients, without the marks of their regions. */
export function labSnippets({ snippets }: AnyPattern): readonly LabSnippet[] {
  return snippetClients.flatMap(({ id, title, languageIds: [languageId] }) => {
    const snippet = snippets.find(({ client }) => client === id);
    return snippet ? [{ client: id, title, languageId, ...readRegions(snippet.source()) }] : [];
  });
}
