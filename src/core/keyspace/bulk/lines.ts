export interface Line {
  /** From 1 on. */
  readonly number: number;
  readonly bytes: Buffer;
}

const NEWLINE = 10;
const RETURN = 13;

/** The lines of a file, without their ends; empty ones are passed over. One line is in memory at a time. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let number = 0;
  const finish = (): Line | undefined => {
    const bytes = pieces.length === 1 ? Buffer.from(pieces[0] ?? []) : Buffer.concat(pieces);
    pieces = [];
    number++;
    const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
    return end === 0 ? undefined : { number, bytes: bytes.subarray(0, end) };
  };
  for await (const chunk of source) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, at));
      start = at + 1;
      const line = finish();
      if (line) yield line;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  const last = pieces.length > 0 ? finish() : undefined;
  if (last) yield last;
}
