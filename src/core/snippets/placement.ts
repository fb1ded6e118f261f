import { javaPlacement } from './javaPlacement';
import { outermostPlacement } from './outermostPlacement';
import type { Placement } from './place';
import { shellPlacement } from './shellPlacement';

/**
 * The first place at or below `caret` where functions may stand that all of the file can use: in Java among the members of a
 * class, elsewhere between the outermost statements. A Java document without a class gets one, called `name`.
 */
export function placementOf(languageId: string, document: string, caret: number, name: string): Placement {
  const lines = document.split(/\r?\n/);
  switch (languageId) {
    case 'java':
      return javaPlacement(lines, caret, name);
    case 'shellscript':
      return { line: shellPlacement(lines, caret) };
    case 'go':
    case 'python':
      return { line: outermostPlacement(lines, caret, languageId) };
    default:
      return { line: outermostPlacement(lines, caret, 'script') };
  }
}

/** What a document has to begin with before anything can stand in it; nothing where it does. */
export function missingHeader(languageId: string, document: string): string {
  return languageId === 'go' && !/^package\s/m.test(document) ? 'package main\n\n' : '';
}
