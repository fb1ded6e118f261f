/** Before 1973 and after 2600 it is a number that someone chose, not a time. */
const EARLIEST = 1e11;
const LATEST = 2e13;

/** When an entry was added, as its id says: `2026-11-23 07:12:45.123`; empty where the id was chosen freely. */
export function timeOfId(id: string): string {
  const ms = Number(id.split('-')[0]);
  return ms >= EARLIEST && ms <= LATEST ? exactTime(ms) : '';
}

/** Milliseconds since the epoch as local time; as the number itself where no calendar reaches. */
export function exactTime(ms: number): string {
  if (!(ms >= 0 && ms <= 8.64e15)) return String(ms);
  const at = new Date(ms);
  const two = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const day = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;

/** The id that a place in a stream begins at: an id, milliseconds, or a local time as it is shown; undefined when it is none. */
export function idAt(text: string): string | undefined {
  if (/^\d+(-\d+)?$/.test(text)) return text;
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = ''] = TIME.exec(text) ?? [];
  if (year === undefined) return undefined;
  const ms = Number(part.padEnd(3, '0'));
  const at = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
  // What no calendar has, as the 31st of June, is another day there.
  return exactTime(at.getTime()).startsWith(`${year}-${String(month)}-${String(day)} ${hour.padStart(2, '0')}`)
    ? String(at.getTime())
    : undefined;
}
