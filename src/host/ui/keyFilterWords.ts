import type { KeyFilter, TtlFilter } from '../../core/keyspace/keyFilter';
import { displayText } from '../../protocol/displayText';
import { formatDuration } from '../../protocol/format';
import { keyTypeName } from '../../protocol/keyTypeName';

/** What a filter lets through, in a few words: `user:* · hash · expires within 1 h`. */
export function describeFilter({ text, type, ttl }: KeyFilter): string {
  const words = [
    ...(text === undefined ? [] : [displayText(text, 100)]),
    ...(type === undefined ? [] : [keyTypeName(type)]),
    ...(ttl === undefined ? [] : [describeTtlFilter(ttl)]),
  ];
  return words.length === 0 ? 'all keys' : words.join(' · ');
}

export function describeTtlFilter(ttl: TtlFilter): string {
  return ttl.kind === 'none' ? 'never expires' : `expires within ${formatDuration(ttl.ms)}`;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90 s`, `10 min`, `2 h`, `3 d` in milliseconds; undefined when it is no length of time. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d{1,9})\s*(s|min|h|d)\s*$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS[unit ?? ''] ?? NaN);
  return ms > 0 ? ms : undefined;
}
