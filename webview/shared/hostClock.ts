/** Milliseconds that this page's clock is ahead of the host's: they run on two machines where VS Code is connected remotely. */
let ahead = 0;
let known = false;

/** A message came that the host sent at this time of its clock. The one that came fastest tells the difference best. */
export function hostSaid(sentAt: number): void {
  const seen = Date.now() - sentAt;
  ahead = known ? Math.min(ahead, seen) : seen;
  known = true;
}

/** The time by the host's clock, in which everything that it reads is stamped. */
export function hostNow(): number {
  return Date.now() - ahead;
}
