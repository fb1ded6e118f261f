import { formatCount } from '../../src/protocol/format';

/** A number with thin spaces between thousands and three decimals at most; a text as it is. */
export function formatValue(value: number | string): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return String(value);
  const [whole = '', fraction] = String(Number(value.toFixed(3))).split('.');
  const grouped = formatCount(BigInt(whole));
  // BigInt has no negative zero.
  const sign = whole.startsWith('-') && !grouped.startsWith('-') ? '-' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `1 key`, `2 keys` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Wall time of day: `14:05:09`. */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** The command that a number was read with, and when: what hovering over the number shows. */
export function sourceTitle(source: { readonly command: string; readonly at: number } | undefined): string {
  return source ? `${source.command}\nread at ${timeOfDay(source.at)}` : '';
}
