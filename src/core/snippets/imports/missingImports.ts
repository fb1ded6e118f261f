import type { ImportSyntax } from '../clients';
import { missingEcmascript } from './ecmascript';
import { missingGo } from './go';
import { missingJava } from './java';
import type { FindMissing, MissingImports } from './missing';
import { missingPython } from './python';

const BY_SYNTAX: Readonly<Record<ImportSyntax, FindMissing>> = {
  ecmascript: missingEcmascript,
  python: missingPython,
  go: missingGo,
  java: missingJava,
  none: () => ({ lines: [], at: 0 }),
};

/** Which of `wanted` a document of this language does not have yet, and where they go. */
export function missingImports(document: string, wanted: readonly string[], syntax: ImportSyntax): MissingImports {
  return BY_SYNTAX[syntax](document.split(/\r?\n/), wanted);
}
