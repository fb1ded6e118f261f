/**
 * The ids of all commands, by what they do. Every other file names a command through this table, so that a command that
 * is renamed or removed is a compile error where it is used.
 */
export const commandIds = {
  addConnection: 'redisPatterns.connection.add',
  discoverConnections: 'redisPatterns.connection.discover',
  editConnection: 'redisPatterns.connection.edit',
  removeConnection: 'redisPatterns.connection.remove',
  connect: 'redisPatterns.connection.connect',
  disconnect: 'redisPatterns.connection.disconnect',
  selectConnection: 'redisPatterns.connection.select',
  enterPassword: 'redisPatterns.connection.enterPassword',
  copyAddress: 'redisPatterns.connection.copyAddress',
  openLab: 'redisPatterns.lab.open',
  scaffold: 'redisPatterns.pattern.scaffold',
  run: 'redisPatterns.pattern.run',
  runExperiment: 'redisPatterns.pattern.experiment',
  cleanUp: 'redisPatterns.pattern.cleanUp',
  insertSnippet: 'redisPatterns.snippet.insert',
  showLesson: 'redisPatterns.lesson.show',
  refreshKeys: 'redisPatterns.keys.refresh',
  filterKeys: 'redisPatterns.keys.filter',
  clearKeyFilter: 'redisPatterns.keys.clearFilter',
  openKey: 'redisPatterns.key.open',
  copyKeyName: 'redisPatterns.key.copyName',
  showLog: 'redisPatterns.log.show',
  /** What a click on a database's row does. */
  selectDatabase: '_redisPatterns.database.select',
  /** What a click on a pattern's row does. */
  openPattern: '_redisPatterns.pattern.open',
  /** Rows of the Keys view that load more when clicked. */
  loadMoreKeys: '_redisPatterns.keys.loadMore',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];
