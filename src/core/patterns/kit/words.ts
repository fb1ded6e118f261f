/** `1 round trip`, `3 round trips` */
export function roundTrips(count: number): string {
  return `${String(count)} round trip${count === 1 ? '' : 's'}`;
}
