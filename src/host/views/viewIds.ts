/** The views of the manifest. */
export const viewIds = {
  patterns: 'redisPatterns.patterns',
  keys: 'redisPatterns.keys',
  connections: 'redisPatterns.connections',
} as const;
