/**
 * The ids of all commands, by what they do. Every other file names a command through this table, so that a command that
 * is renamed or removed is a compile error where it is used.
 */
export const commandIds = {
  addConnection: 'redisPatterns.connection.add',
  discoverConnections: 'redisPatterns.connection.discover',
  startLocalRedis: 'redisPatterns.local.start',
  stopLocalRedis: 'redisPatterns.local.stop',
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
  simulateTraffic: 'redisPatterns.pattern.live',
  runExperiment: 'redisPatterns.pattern.experiment',
  cleanUp: 'redisPatterns.pattern.cleanUp',
  insertSnippet: 'redisPatterns.snippet.insert',
  previewSnippet: 'redisPatterns.snippet.preview',
  scaffoldProject: 'redisPatterns.snippet.scaffold',
  showLesson: 'redisPatterns.lesson.show',
  refreshKeys: 'redisPatterns.keys.refresh',
  filterKeys: 'redisPatterns.keys.filter',
  clearKeyFilter: 'redisPatterns.keys.clearFilter',
  sortKeys: 'redisPatterns.keys.sort',
  loadAllKeys: 'redisPatterns.keys.loadAll',
  stopLoadingKeys: 'redisPatterns.keys.stopLoading',
  createKey: 'redisPatterns.key.create',
  openKey: 'redisPatterns.key.open',
  copyKeyName: 'redisPatterns.key.copyName',
  deleteKeys: 'redisPatterns.key.delete',
  exportKeys: 'redisPatterns.key.export',
  importKeys: 'redisPatterns.keys.import',
  copyKeyCommand: 'redisPatterns.key.copyCommand',
  diffKeys: 'redisPatterns.key.diff',
  measureKeyMemory: 'redisPatterns.key.measureMemory',
  runAudit: 'redisPatterns.audit.run',
  showAuditReport: 'redisPatterns.audit.showReport',
  exportAuditReport: 'redisPatterns.audit.exportReport',
  groupAuditBySeverity: 'redisPatterns.audit.groupBySeverity',
  groupAuditByNamespace: 'redisPatterns.audit.groupByNamespace',
  showFindingKeys: 'redisPatterns.finding.showKeys',
  openFindingLesson: 'redisPatterns.finding.openLesson',
  ignoreFinding: 'redisPatterns.finding.ignore',
  showLog: 'redisPatterns.log.show',
  /** What a click on a database's row does. */
  selectDatabase: '_redisPatterns.database.select',
  /** What a click above inserted code does. */
  openMarked: '_redisPatterns.pattern.openMarked',
  /** What a click on a pattern's row does. */
  openPattern: '_redisPatterns.pattern.open',
  /** Rows of the Keys view that load more when clicked. */
  loadMoreKeys: '_redisPatterns.keys.loadMore',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];
