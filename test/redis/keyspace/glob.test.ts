import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/core/base/random';
import { escapeGlob, globMatches } from '../../../src/core/keyspace/glob';
import { KeyScan } from '../../../src/core/keyspace/scan';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

const LETTERS = ['a', 'b', 'c', '*', '?', '[', ']', '^', '-', '\\'];
/** Only in names: whether a range of a pattern that ends beyond ASCII is signed depends on the server's processor. */
const MORE_LETTERS = [...LETTERS, 'é'];

describe('our matcher of globs', function () {
  this.timeout(60_000);
  const server = useServer();

  it('says what the server says', async () => {
    const random = seededRandom(5);
    const text = (most: number, letters: readonly string[]): Buffer =>
      Buffer.from(
        Array.from(
          { length: 1 + Math.floor(random.next() * most) },
          () => letters[Math.floor(random.next() * letters.length)] ?? 'a',
        ).join(''),
      );
    const names = [...new Set(Array.from({ length: 400 }, () => text(5, MORE_LETTERS).toString('latin1')))];
    await writeAll(
      server.writer,
      names.map((name): Command => ['SET', Buffer.from(name, 'latin1'), '1']),
    );
    for (let round = 0; round < 1500; round++) {
      const [sample = 'a'] = [names[round % names.length]];
      const pattern = round % 10 === 0 ? escapeGlob(Buffer.from(sample, 'latin1')) : text(6, LETTERS);
      const found: string[] = [];
      await new KeyScan(server.reader, { match: pattern }).rest(
        (page) => void found.push(...page.map((name) => name.toString('latin1'))),
      );
      const ours = names.filter((name) => globMatches(pattern, Buffer.from(name, 'latin1')));
      assert.deepEqual(
        [...new Set(found)].sort(),
        ours.sort(),
        `pattern ${JSON.stringify(pattern.toString('latin1'))}`,
      );
      if (round % 10 === 0) assert.deepEqual(ours, [sample]);
    }
  });
});
