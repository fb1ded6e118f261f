/** What a line ends with that its command goes on after, or that opens a block. */
const GOES_ON = /(?:[\\|({]|&&|(?:^|[\s;])(?:do|then|else|in))\s*(?:#.*)?$/;
/** What belongs to a block that is open. */
const CLOSES = /^(?:[)}]|;;|(?:fi|done|esac|then|do|else|elif)\b)/;
const HERE_DOCUMENT = /(?<!<)<<(?!<)-?\s*(['"\\]?)(\w+)\1/;

/**
 * The first line at or below `caret` behind which an outermost command ends. Blocks are told by their indentation, as shells
 * have no brackets to go by: code of its own, with here-documents that must not be indented, goes between what begins at the left.
 */
export function shellPlacement(lines: readonly string[], caret: number): number {
  const inText = hereDocuments(lines);
  const found = lines.findIndex((line, at) => {
    if (at < caret || inText.has(at) || /^\s+\S/.test(line) || GOES_ON.test(line)) return false;
    const next = lines.slice(at + 1).find((below) => below.trim() !== '') ?? '';
    return !inText.has(at + 1) && !/^\s/.test(next) && !CLOSES.test(next);
  });
  return found < 0 ? Math.max(0, lines.length - 1) : found;
}

/** The lines of texts that follow a command, and those that end them. The last may still be followed by a command. */
export function hereDocuments(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let end: string | undefined;
  lines.forEach((line, at) => {
    if (end === undefined) {
      end = HERE_DOCUMENT.exec(line)?.[2];
      return;
    }
    if (line.trim() === end) end = undefined;
    else inside.add(at);
  });
  return inside;
}
