/** The views of the manifest. */
export const viewIds = {
  patterns: 'redisPatterns.patterns',
  keys: 'redisPatterns.keys',
  audit: 'redisPatterns.audit',
  connections: 'redisPatterns.connections',
} as const;
