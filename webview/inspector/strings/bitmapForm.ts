import { decodeBytes } from '../../../src/protocol/bytes';
import { formatCount } from '../../../src/protocol/format';
import { countOf } from '../../shared/numbers';
import type { Form } from './form';

const BYTES_PER_LINE = 8;
const MOST_LINES = 2000;
const MOST_OFFSETS = 200;

/** Bits as SETBIT counts them: 0 is the highest bit of the first byte. Lines without any are left out, as `*`. */
export const bitmapForm: Form = ({ value, total }) => {
  const bytes = decodeBytes(value);
  const figures = countBits(bytes);
  const where = bytes.length < total ? ' of what is loaded' : '';
  const more = figures.set > MOST_OFFSETS ? ` and ${formatCount(figures.set - MOST_OFFSETS)} more` : '';
  return {
    text: gridOf(bytes),
    words: 'bits',
    facts: [
      { name: `Set${where}`, value: `${formatCount(figures.set)} of ${countOf(8 * bytes.length, 'bit')}` },
      ...(figures.last === undefined
        ? []
        : [
            { name: `Offsets${where}`, value: `${figures.offsets.join(', ')}${more}` },
            { name: `Highest${where}`, value: formatCount(figures.last) },
          ]),
    ],
  };
};

function countBits(bytes: Uint8Array): {
  readonly set: number;
  readonly last: number | undefined;
  readonly offsets: readonly number[];
} {
  let set = 0;
  let last: number | undefined;
  const offsets: number[] = [];
  bytes.forEach((byte, index) => {
    for (let bit = 0; byte !== 0 && bit < 8; bit++) {
      if (((byte >> (7 - bit)) & 1) === 0) continue;
      set += 1;
      last = 8 * index + bit;
      if (offsets.length < MOST_OFFSETS) offsets.push(last);
    }
  });
  return { set, last, offsets };
}

function gridOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length && lines.length < MOST_LINES; start += BYTES_PER_LINE) {
    const line = bytes.subarray(start, start + BYTES_PER_LINE);
    if (line.some((byte) => byte !== 0)) {
      const bits = Array.from(line, (byte) => byte.toString(2).padStart(8, '0').replaceAll('0', '·'));
      lines.push(`${String(8 * start).padStart(9)}  ${bits.join(' ')}`);
    } else if (lines.at(-1) !== '*') lines.push('*');
  }
  return lines.join('\n');
}
