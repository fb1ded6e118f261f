import type { FindMissing, MissingImports } from './missing';
import { commentedLines, endOfPreamble } from './missing';

/** One import: its name, if it has one of its own, and its path. */
const SPEC = /^\s*(?:import\s+)?((?:[\w.]+\s+)?"[^"]+")\s*;?\s*(?:\/\/.*)?$/;
const BLOCK = /^import\s*\(\s*(?:\/\/.*)?$/;
const SINGLE = /^import\s+(?!\()/;

/**
 * They go into the document's last import block, in groups of their own, as gofmt sorts within a group only. Else they are
 * a new block below the other imports, or below the package clause; a document without one gets `package main`.
 */
export const missingGo: FindMissing = (document, wanted) => {
  const commented = commentedLines(document);
  const have = new Set(document.filter((_, index) => !commented.has(index)).flatMap(specOf));
  const specs = wanted.flatMap(specOf).filter((spec) => !have.has(spec));
  const isCode = (index: number): boolean => !commented.has(index);
  const block = document.findLastIndex((line, index) => BLOCK.test(line) && isCode(index));
  const closing = block < 0 ? -1 : document.findIndex((line, index) => index > block && /^\s*\)/.test(line));
  if (closing >= 0) return within(document, specs, closing);
  const single = document.findLastIndex((line, index) => SINGLE.test(line) && isCode(index));
  if (single >= 0) return { lines: blockOf(specs), at: single + 1 };
  return atTop(document, specs, commented);
};

function specOf(line: string): string[] {
  const [, spec] = SPEC.exec(line) ?? [];
  return spec === undefined ? [] : [spec.replace(/\s+/g, ' ')];
}

function within(document: readonly string[], specs: readonly string[], closing: number): MissingImports {
  const lines = grouped(specs);
  const isFirst = BLOCK.test(document[closing - 1] ?? '');
  return { lines: lines.length > 0 && !isFirst ? ['', ...lines] : lines, at: closing, inside: true };
}

function atTop(document: readonly string[], specs: readonly string[], commented: ReadonlySet<number>): MissingImports {
  const clause = document.findIndex((line, index) => /^package\s+\w+/.test(line) && !commented.has(index));
  const lines = blockOf(specs);
  if (clause >= 0) return { lines: lines.length > 0 ? ['', ...lines] : [], at: clause + 1 };
  const at = endOfPreamble(document, commented, () => false);
  return { lines: lines.length > 0 ? ['package main', '', ...lines] : [], at };
}

function blockOf(specs: readonly string[]): string[] {
  return specs.length === 0 ? [] : ['import (', ...grouped(specs), ')'];
}

/** The standard library first, whose paths have no dot before the first slash. */
function grouped(specs: readonly string[]): string[] {
  const path = (spec: string): string => /"([^"]*)"/.exec(spec)?.[1] ?? '';
  const isStandard = (spec: string): boolean => !(path(spec).split('/')[0] ?? '').includes('.');
  const sorted = [...specs].sort((a, b) => (path(a) < path(b) ? -1 : 1)).map((spec) => ({ spec, line: `\t${spec}` }));
  const groups = [sorted.filter(({ spec }) => isStandard(spec)), sorted.filter(({ spec }) => !isStandard(spec))];
  const [standard = [], others = []] = groups.map((group) => group.map(({ line }) => line));
  return [...standard, ...(standard.length > 0 && others.length > 0 ? [''] : []), ...others];
}
