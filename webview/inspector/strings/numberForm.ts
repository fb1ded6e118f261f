import { decodeBytes } from '../../../src/protocol/bytes';
import { formatCount } from '../../../src/protocol/format';
import type { ShownFact } from '../factsCard';
import type { Form } from './form';

const SIGNED_64 = 2n ** 63n;
/** Seconds, milliseconds, microseconds since 1970: what falls between 2001 and 2286 is likely a time. */
const TIMES: readonly (readonly [unit: string, perSecond: bigint])[] = [
  ['seconds', 1n],
  ['milliseconds', 1000n],
  ['microseconds', 1_000_000n],
];

/** A number in other ways to write it; or, of 1, 2, 4 or 8 bytes, the numbers they may stand for. */
export const numberForm: Form = ({ value, total }) => {
  const text = value.isText ? value.text.trim() : '';
  if (/^[+-]?\d{1,400}$/.test(text))
    return { text, words: 'whole number', facts: wholeFacts(BigInt(text.replace('+', ''))) };
  const double = Number(text);
  if (text !== '' && /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(text) && !Number.isNaN(double)) {
    return { text, words: 'number', facts: [{ name: 'As a double', value: String(double) }] };
  }
  const facts = [1, 2, 4, 8].includes(total) ? packedFacts(decodeBytes(value)) : [];
  if (facts.length > 0) return { words: `${String(total)} bytes as a number`, facts };
  return { text: value.text, words: 'not a number' };
};

function wholeFacts(whole: bigint): readonly ShownFact[] {
  const fits = whole >= -SIGNED_64 && whole < SIGNED_64;
  const double = BigInt(Number.isFinite(Number(whole)) ? Number(whole) : 0);
  const facts: ShownFact[] = [
    { name: 'Grouped', value: formatCount(whole) },
    { name: 'Hexadecimal', value: `${whole < 0n ? '-' : ''}0x${absolute(whole).toString(16)}` },
  ];
  if (fits)
    facts.push({ name: 'Binary', value: grouped((whole < 0n ? BigInt.asUintN(64, whole) : whole).toString(2)) });
  for (const [unit, perSecond] of TIMES) {
    if (whole < 1_000_000_000n * perSecond || whole >= 10_000_000_000n * perSecond) continue;
    facts.push({ name: `As ${unit} since 1970`, value: new Date(Number((whole * 1000n) / perSecond)).toISOString() });
  }
  facts.push({ name: 'For INCR', value: fits ? 'fits into its 64 bits' : 'beyond its 64 bits' });
  if (double !== whole) facts.push({ name: 'As a double', value: `${String(Number(whole))}, not exact` });
  return facts;
}

/** Counters that programs keep as they are in memory. */
function packedFacts(bytes: Uint8Array): readonly ShownFact[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wholes = (little: boolean): readonly bigint[] => {
    const ordered = little ? [...bytes].reverse() : [...bytes];
    const unsigned = ordered.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return [unsigned, BigInt.asIntN(8 * bytes.length, unsigned)];
  };
  const order = (words: string, little: boolean): ShownFact[] => {
    const values = [...new Set(wholes(little))].map((whole) => formatCount(whole));
    const float =
      bytes.length === 8 ? view.getFloat64(0, little) : bytes.length === 4 ? view.getFloat32(0, little) : undefined;
    return [
      { name: words, value: values.join(' or ') },
      ...(float === undefined ? [] : [{ name: `${words}, as a float`, value: String(float) }]),
    ];
  };
  if (bytes.length === 1) return order('One byte', false);
  return bytes.length === 0 ? [] : [...order('Little-endian', true), ...order('Big-endian', false)];
}

function absolute(whole: bigint): bigint {
  return whole < 0n ? -whole : whole;
}

/** Bits in eights from the right. */
function grouped(bits: string): string {
  return bits.replace(/\B(?=(?:[01]{8})+$)/g, ' ');
}
