import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import { provideCodeDocuments } from './codeDocuments';
import { provideSnippetCodeLenses } from './snippetCodeLenses';
import { provideSnippetCompletions } from './snippetCompletions';

/** What the patterns do for people in their own files. */
export function provideEditorFeatures(patterns: readonly AnyPattern[]): Disposable {
  const store = new DisposableStore();
  store.add(provideSnippetCodeLenses(patterns));
  store.add(provideSnippetCompletions(patterns));
  store.add(provideCodeDocuments());
  return store;
}
