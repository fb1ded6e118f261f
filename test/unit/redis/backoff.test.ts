import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/core/base/random';
import { backoffMs } from '../../../src/core/redis/backoff';

describe('The wait between tries', () => {
  it('doubles up to ten seconds, and differs from client to client', () => {
    const random = seededRandom(1);
    for (const [attempt, full] of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
      const waits = Array.from({ length: 50 }, () => backoffMs(attempt + 1, random));
      assert.ok(Math.max(...waits) <= full && Math.min(...waits) >= full / 2);
      assert.ok(new Set(waits).size > 10);
    }
    assert.ok(backoffMs(100_000, random) <= 10_000);
  });
});
