import { isCommentOfNext } from './outermostPlacement';
import type { Placement } from './place';
import type { ScannedLine } from './scanLines';
import { scanLines } from './scanLines';

const TYPE = /(?:^|[\s@])(class|record|enum|interface)\s+\w/;
/** Those of the language that hold any method and field; what is private may not stand in an interface. */
const HOLDERS: readonly (string | undefined)[] = ['class', 'record', 'enum'];
/** What a line begins with that belongs to the member above it. */
const CONTINUES = /^[.;,)\]?:=+\-*/%&|^<>]/;

/**
 * Among the members of the nearest class at or below `caret`, else of the last one above it. Where there is none, a class is
 * made, called `name`; public where it is the only type of the file.
 */
export function javaPlacement(lines: readonly string[], caret: number, name: string): Placement {
  const scanned = scanLines(lines, 'java');
  const places = outermostTypes(scanned)
    .filter(({ kind }) => HOLDERS.includes(kind))
    .flatMap((type) => placesIn(type, lines, scanned));
  // Below the class: the last place in it is as near as one gets.
  const place = places.find(({ line }) => line >= caret) ?? places.at(-1);
  if (place !== undefined) return place;
  const code = scanned.map((one) => one.code).join('\n');
  const isTaken = new RegExp(`\\b(?:class|record|enum|interface)\\s+${name}\\b`).test(code);
  const before = `${TYPE.test(code) ? '' : 'public '}class ${name}${isTaken ? 'Code' : ''} {\n`;
  return { line: Math.max(0, lines.length - 1), levels: 1, frame: { before, after: '\n}' } };
}

interface OutermostType {
  readonly kind: string | undefined;
  /** The line that ends with its body open, and the one that closes it. */
  readonly begin: number;
  readonly end: number;
}

function outermostTypes(scanned: readonly ScannedLine[]): OutermostType[] {
  const types: OutermostType[] = [];
  let header = '';
  for (let at = 0; at < scanned.length; at += 1) {
    const { code = '', open = [] } = scanned[at] ?? {};
    header += ` ${code}`;
    if (open[0] === '{') {
      const closing = scanned.findIndex((line, below) => below > at && line.open.length === 0);
      const end = closing < 0 ? scanned.length : closing;
      types.push({ kind: TYPE.exec(header)?.[1], begin: at, end });
      at = end;
      header = '';
    } else if (open.length === 0 && /[;}]$/.test(code)) {
      header = '';
    }
  }
  return types;
}

/** The lines that open the type or end one of its members. */
function placesIn(
  { kind, begin, end }: OutermostType,
  lines: readonly string[],
  scanned: readonly ScannedLine[],
): Placement[] {
  const places: Placement[] = [];
  const neighbour = lines.slice(begin + 1, end).find((line) => line.trim() !== '');
  const indentation = neighbour === undefined ? { levels: 1 } : { indent: /^\s*/.exec(neighbour)?.[0] ?? '' };
  // The constants of an enum go on to the first semicolon.
  let isAmongMembers = kind !== 'enum';
  let isWhole = false;
  for (let at = begin; at < end; at += 1) {
    const { code = '', open = [] } = scanned[at] ?? {};
    if (open.length !== 1) continue;
    isAmongMembers ||= code.endsWith(';');
    if (code !== '') isWhole = /[;{}]$/.test(code);
    const isPlace = isAmongMembers && isWhole && !continues(scanned, at) && !isCommentOfNext(lines, scanned, at);
    if (isPlace) places.push({ line: at, ...indentation });
  }
  return places;
}

function continues(scanned: readonly ScannedLine[], at: number): boolean {
  const below = scanned.slice(at + 1).find(({ code }) => code.trim() !== '');
  return CONTINUES.test(below?.code.trim() ?? '');
}
