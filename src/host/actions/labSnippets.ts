import type { AnyPattern } from '../../core/patterns/contract';
import type { LabSnippet } from '../../protocol/lab';

export function labSnippets(pattern: AnyPattern): readonly LabSnippet[] {
  return pattern.snippets.map(({ client, source }) => ({
    ...{ client, title: client, languageId: 'typescript', code: source, regions: {} },
  }));
}
