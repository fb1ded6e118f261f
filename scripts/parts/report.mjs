// Counts, and the lines that say them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ title: string, reason: string }} Skip */
/** @typedef {{ title: string, message: string }} Failure */
/** @typedef {{ passed: number, failed: number, skipped: Skip[], failures: Failure[] }} PartResult */

/** @returns {PartResult} */
export function nothing() {
  return { passed: 0, failed: 0, skipped: [], failures: [] };
}

/**
 * @param {string} title
 * @param {string} message
 * @returns {PartResult}
 */
export function failure(title, message) {
  return { passed: 0, failed: 1, skipped: [], failures: [{ title, message }] };
}

/**
 * @param {PartResult[]} results
 * @returns {PartResult}
 */
export function sum(results) {
  return {
    passed: results.reduce((total, result) => total + result.passed, 0),
    failed: results.reduce((total, result) => total + result.failed, 0),
    skipped: results.flatMap((result) => result.skipped),
    failures: results.flatMap((result) => result.failures),
  };
}

/** @param {PartResult} result */
export function closingLine({ passed, failed, skipped }) {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts;
}

/**
 * Turns skips that nobody planned into failures: always when they give no reason, and in CI unless
 * test/expectedSkips.json lists them. A part without any test is such a skip, of the part itself.
 * @param {string} part
 * @param {PartResult} result
 * @param {string} root
 * @returns {PartResult}
 */
export function judgeSkips(part, result, root) {
  const expected = expectedSkips(root);
  const isExpected = (/** @type {string} */ title) => expected.some((skip) => new RegExp(skip.title).test(title));
  const ran = result.passed + result.failed + result.skipped.length;
  if (ran === 0) {
    const listed = expected.find((skip) => new RegExp(skip.title).test(part));
    if (listed) return { ...result, skipped: [{ title: `all of ${part}`, reason: listed.reason }] };
    return failure(part, 'The suite has no test. A suite must not be silently absent.');
  }
  const refused = result.skipped.filter(
    ({ title, reason }) =>
      reason.startsWith('no reason given') || (process.env['CI'] && !isExpected(`${part}: ${title}`)),
  );
  return {
    ...result,
    failed: result.failed + refused.length,
    skipped: result.skipped.filter((skip) => !refused.includes(skip)),
    failures: [
      ...result.failures,
      ...refused.map(({ title, reason }) => ({
        title,
        message: `Skipped, and test/expectedSkips.json does not expect it: ${reason}`,
      })),
    ],
  };
}

/**
 * @param {string} root
 * @returns {Skip[]} `title` is a regular expression over "part: full title", or over "part" for a whole suite
 */
function expectedSkips(root) {
  return JSON.parse(readFileSync(join(root, 'test/expectedSkips.json'), 'utf8'));
}
