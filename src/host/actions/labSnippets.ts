import type { AnyPattern } from '../../core/patterns/contract';
import { clientOf } from '../../core/snippets/clients';
import { readRegions } from '../../core/snippets/regions';
import type { LabSnippet } from '../../protocol/lab';

/** A pattern's snippets as the lab shows them, without the marks of their regions. */
export function labSnippets({ snippets }: AnyPattern): readonly LabSnippet[] {
  return snippets.flatMap(({ client: id, source }) => {
    const client = clientOf(id);
    if (!client) return [];
    return [{ client: id, title: client.title, languageId: client.languageIds[0], ...readRegions(source) }];
  });
}
