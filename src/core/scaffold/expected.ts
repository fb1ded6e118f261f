import type { Expected } from './layout';

/**
 * What the code of each pattern prints on any server that it runs on, whatever the language: the tests of scaffolded projects
 * ask for it. Of a pattern that is not named here they ask only that it prints an object and leaves keys.
 */
export const expectedOf: Readonly<Record<string, Expected>> = {
  analytics: { views: 250, samples: 60, sum: 3000 },
  'cache-aside': { 'stampede.asked': 1, nothing: [null, null], asked: 3, changed: '13' },
  counters: { visits: 100, downloads: 3, perVisitor: 2, exact: 200 },
  expiration: { updated: true, unknown: false, used: 'second', visits: 2, counted: true },
  geospatial: { nobody: null, map: ['anna', 'ben'], swept: 1 },
  inventory: {
    sold: 100,
    refused: 100,
    'again.ending': 'again',
    'paid.units': 4,
    'paidAgain.ending': 'again',
    back: [6, 0],
    'tooLate.ending': 'noHold',
    'pen.available': 0,
  },
  leaderboard: { repeated: null, 'place.score': 420, 'place.ordinal': 59, nobody: null },
  memory: { bigger: true, before: 'hashtable', after: 'listpack', counted: 2 },
  messaging: { unheard: 0, listeners: 1, ann: ['1', '2', '3', '4'], takenOver: 4, done: 4, none: 0, after: 2 },
  naming: { sessions: 2, bytes: true, refused: true },
  pipelines: { byScript: 100, done: 2, refused: ['auto:0'] },
  'rate-limiting': {
    'admitted.gcra': 10,
    'admitted.tokenBucket': 10,
    'admitted.slidingLog': 10,
    costs: [true, true, false, true],
    'down.allowed': false,
  },
  search: {
    'postings.before.total': 1,
    'postings.after.total': 0,
    'postings.stem': 0,
    'postings.completed': ['laptop'],
  },
  session: { 'hash.coffee': 50, 'hash.devices': 2, 'hash.gone': null, ended: 2 },
  transactions: { spent: 3, moved: 10, contended: true },
};

/** Patterns whose code makes search indexes where the server has Search. */
export const indexMakers: ReadonlySet<string> = new Set(['search']);
