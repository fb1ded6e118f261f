/** So many requests in so long. */
export interface Limits {
  readonly limit: number;
  readonly windowMs: number;
}
