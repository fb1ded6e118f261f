import type { FindMissing } from './missing';
import { commentedLines, endOfPreamble } from './missing';

const IMPORT = /^import\s+(static\s+)?([\w.]+(?:\.\*)?)\s*;/;

/** They go after the document's last import, else below the package clause, else below the opening comment. */
export const missingJava: FindMissing = (document, wanted) => {
  const commented = commentedLines(document);
  const isCode = (index: number): boolean => !commented.has(index);
  const have = new Set(document.filter((_, index) => isCode(index)).flatMap(namesOf));
  const lines = wanted.filter((line) => {
    const [name] = namesOf(line);
    return name === undefined || !(have.has(name) || have.has(name.replace(/\.\w+$/, '.*')));
  });
  const last = document.findLastIndex((line, index) => IMPORT.test(line) && isCode(index));
  if (last >= 0) return { lines, at: last + 1 };
  const clause = document.findIndex((line, index) => /^package\s+[\w.]+\s*;/.test(line) && isCode(index));
  if (clause >= 0) return { lines: lines.length > 0 ? ['', ...lines] : [], at: clause + 1 };
  return { lines, at: endOfPreamble(document, commented, () => false) };
};

/** A static import is another name than one of a class. */
function namesOf(line: string): string[] {
  const [, isStatic, name] = IMPORT.exec(line) ?? [];
  return name === undefined ? [] : [`${isStatic === undefined ? '' : 'static '}${name}`];
}
