import type { ImportSyntax, SnippetClient } from './clients';
import { placementOf } from './placement';
import type { InsertableCode } from './render';
import { bodyOf } from './render';
import { missingParts } from './shared';

/** What of a snippet a document needs. */
export interface NeededCode {
  readonly imports: readonly string[];
  readonly body: string;
  /** 0-based: the line at or below which the code goes. */
  readonly caret: number;
}

/** The code without what the document has already, and without imports that only that needed. */
export function neededCode(
  document: { readonly languageId: string; readonly text: string },
  caret: number,
  code: InsertableCode,
  { importSyntax }: SnippetClient,
): NeededCode {
  const { line } = placementOf(document.languageId, document.text, caret, '');
  const { parts, after } = missingParts(document.text, line, code.parts, importSyntax);
  const kept = bodyOf({ ...code, parts }, importSyntax);
  const omitted = bodyOf({ imports: [], parts: code.parts.filter((part) => !parts.includes(part)) });
  const imports = importsFor(code.imports, kept, omitted, importSyntax);
  return { imports, body: kept, caret: after === line ? caret : after };
}

/** The imports without those that only what is left out needs. */
export function importsFor(
  imports: readonly string[],
  kept: string,
  omitted: string,
  syntax: ImportSyntax,
): readonly string[] {
  return imports.filter((spec) => {
    const uses = namesOf(spec, syntax).map((name) => new RegExp(usePattern(name, syntax)));
    return uses.some((use) => use.test(kept)) || !uses.some((use) => use.test(omitted));
  });
}

/** How code uses an imported name: Go calls an import unused that only a comment names. */
function usePattern(name: string, syntax: ImportSyntax): string {
  return syntax === 'go' ? `\\b${name}\\.` : `\\b${name}\\b`;
}

/** What an import line makes known. */
function namesOf(spec: string, syntax: ImportSyntax): readonly string[] {
  if (syntax === 'java') return /(\w+)\s*;/.exec(spec)?.slice(1) ?? [];
  if (syntax === 'go') return goNames(spec);
  const list = syntax === 'python' ? spec.replace(/^.*?\bimport\s+/, '') : spec.replace(/\bfrom\b.*$/, '');
  return list
    .split(/[,{}]/)
    .map((name) => /(\w+)(?:\.\w+)*\s*$/.exec(name)?.[1])
    .filter((name) => name !== undefined && name !== 'import' && name !== 'type') as string[];
}

/** The package's own name, or the last part of its path that is no version, without the `go-` that some begin with. */
function goNames(spec: string): readonly string[] {
  const [, own, path = ''] = /^\s*(\w+)?\s*"([^"]+)"/.exec(spec) ?? [];
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  return own === undefined ? parts.slice(-1).map((part) => part.replace(/^go-/, '')) : [own];
}
