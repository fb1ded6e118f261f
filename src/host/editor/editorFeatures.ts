import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import { provideCodeDocuments } from './codeDocuments';
import type { SessionOf } from './snippetCode';
import { provideSnippetCodeLenses } from './snippetCodeLenses';
import { provideSnippetCompletions } from './snippetCompletions';

/** What the patterns do for people in their own files. */
export function provideEditorFeatures(patterns: readonly AnyPattern[], sessionOf: SessionOf): Disposable {
  const store = new DisposableStore();
  store.add(provideSnippetCodeLenses(patterns));
  store.add(provideSnippetCompletions(patterns, sessionOf));
  store.add(provideCodeDocuments());
  return store;
}
