// One way to skip a test in every suite, so that each report can say why. The reason is a property of mocha's own object, not
// of a module here: suites and reporters are separate bundles and do not share module state.

interface HasReason {
  skipReason?: string;
}

/**
 * Skips the running test (or, in a `before` hook, every test of its suite) and says why.
 * Call it from a `function () {}` test: `skip(this, 'needs Redis with JSON')`. Never returns: mocha unwinds by throwing.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const skipped = skippedBy(context);
  if (skipped) Object.assign(skipped, { skipReason: reason } satisfies HasReason);
  return context.skip();
}

/** Why a pending test was skipped: its own reason, else that of the nearest suite around it. */
export function skipReasonOf(test: Mocha.Test): string {
  const own = (test as HasReason).skipReason;
  if (own) return own;
  for (let suite = test.parent; suite; suite = suite.parent) {
    const reason = (suite as HasReason).skipReason;
    if (reason) return reason;
  }
  return 'no reason given: use skip(this, reason)';
}

/** What a skip here reaches: a `before` hook the whole suite, a `beforeEach` one test. Only mocha's titles tell the two apart. */
function skippedBy(context: Mocha.Context): object | undefined {
  const runnable = context.test;
  if (runnable?.title.startsWith('"before each" hook')) return context.currentTest;
  if (runnable?.title.startsWith('"before all" hook')) return runnable.parent;
  return runnable;
}
