/** What scaffolded projects need besides their client, in versions that the tests run. Those of npm are also this repository's. */
export const toolVersions = {
  typescript: '7.0.2',
  nodeTypes: '20.19.43',
  /** What go-redis asks for. */
  go: '1.26.0',
  junit: '6.0.1',
  mavenCompiler: '3.14.1',
  mavenSurefire: '3.5.4',
  /** Of the API that Jedis uses. */
  slf4j: '1.7.36',
} as const;
