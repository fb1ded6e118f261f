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
