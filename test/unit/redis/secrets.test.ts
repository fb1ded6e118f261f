import assert from 'node:assert/strict';
import { maskCommand } from '../../../src/core/redis/secrets';
import type { Command } from '../../../src/core/redis/reply';

describe('Secrets in commands', () => {
  const cases: [command: Command, masked: Command][] = [
    [
      ['AUTH', 's'],
      ['AUTH', '***'],
    ],
    [
      ['auth', 'user', 's'],
      ['auth', 'user', '***'],
    ],
    [
      ['AUTH', Buffer.from('s')],
      ['AUTH', '***'],
    ],
    [
      ['HELLO', 3, 'AUTH', 'user', 's', 'SETNAME', 'n'],
      ['HELLO', 3, 'AUTH', 'user', '***', 'SETNAME', 'n'],
    ],
    [
      ['ACL', 'SETUSER', 'u', 'on', '>s', '~*', '#abc'],
      ['ACL', 'SETUSER', 'u', 'on', '>***', '~*', '#***'],
    ],
    [
      ['CONFIG', 'SET', 'maxmemory', 1, 'requirepass', 's'],
      ['CONFIG', 'SET', 'maxmemory', 1, 'requirepass', '***'],
    ],
    [
      ['config', 'set', 'MASTERAUTH', 's'],
      ['config', 'set', 'MASTERAUTH', '***'],
    ],
    [
      ['MIGRATE', 'h', 1, 'k', 0, 9, 'AUTH', 's'],
      ['MIGRATE', 'h', 1, 'k', 0, 9, 'AUTH', '***'],
    ],
    [
      ['MIGRATE', 'h', 1, 'k', 0, 9, 'AUTH2', 'u', 's'],
      ['MIGRATE', 'h', 1, 'k', 0, 9, 'AUTH2', 'u', '***'],
    ],
    [
      ['SENTINEL', 'SET', 'm', 'auth-pass', 's'],
      ['SENTINEL', 'SET', 'm', 'auth-pass', '***'],
    ],
  ];
  for (const [command, masked] of cases) {
    it(masked.join(' '), () => {
      assert.deepEqual(maskCommand(command), masked);
    });
  }

  it('leaves everything else as it is, and the very same', () => {
    for (const command of [['SET', 'auth', 's'], ['CONFIG', 'GET', 'requirepass'], ['PING']] satisfies Command[]) {
      assert.equal(maskCommand(command), command);
    }
  });
});
