/** `rate-limiting` is `rate_limiting`. */
export function snakeCase(id: string): string {
  return id.replaceAll('-', '_');
}

/** `rate-limiting` is `RateLimiting`. */
export function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
