import assert from 'node:assert/strict';
import { CodedError } from '../../../src/core/base/errors';
import type { Command } from '../../../src/core/redis/reply';
import { checkSideCommand } from '../../../src/core/redis/sideCommands';

const MAY: readonly Command[] = [
  ['PING'],
  ['TYPE', Buffer.from([0xff])],
  ['CLIENT', 'ID'],
  ['client', Buffer.from('tracking'), 'off'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7, 'BCAST'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7, 'BCAST', 'PREFIX', 'a', 'PREFIX', Buffer.from([0xfe])],
  ['SUBSCRIBE', '__redis__:invalidate'],
  ['SUBSCRIBE', '__keyspace@0__:a', Buffer.from('__keyspace@12__:b')],
  ['UNSUBSCRIBE', '__keyspace@0__:a'],
  ['PSUBSCRIBE', '__keyspace@0__:a*'],
  ['PUNSUBSCRIBE', '__keyspace@0__:a*'],
];

const MAY_NOT: readonly Command[] = [
  ['GET', 'k'],
  ['SET', 'k', 'v'],
  ['TYPE'],
  ['TYPE', 'k', 'k'],
  ['PING', 'x'],
  ['CLIENT'],
  ['CLIENT', 'KILL', 'ID', 7],
  ['CLIENT', 'ID', 'x'],
  ['CLIENT', 'REPLY', 'OFF'],
  ['CLIENT', 'TRACKING'],
  ['CLIENT', 'TRACKING', 'ON'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', '7 x'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7, 'OPTIN'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7, 'BCAST', 'NOLOOP'],
  ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', 7, 'BCAST', 'PREFIX'],
  ['CLIENT', 'TRACKING', 'OFF', 'REDIRECT', 7],
  ['SUBSCRIBE'],
  ['SUBSCRIBE', 'news'],
  ['SUBSCRIBE', '__redis__:invalidate', 'news'],
  ['PSUBSCRIBE', '*'],
  ['PSUBSCRIBE', '__keyspace@*__:a'],
  ['PSUBSCRIBE', '__keyevent@0__:*'],
  ['SSUBSCRIBE', '__keyspace@0__:a'],
  ['CONFIG', 'SET', 'notify-keyspace-events', 'KA'],
  ['CONFIG', 'GET', 'x'],
  ['toString'],
];

describe('A link that only hears of changes', () => {
  it('sends what is on the written list', () => {
    for (const command of MAY) checkSideCommand(command);
  });

  it('sends nothing else, argument for argument', () => {
    for (const command of MAY_NOT) {
      const isRefusal = (error: unknown) => error instanceof CodedError && error.code === 'NOT_AVAILABLE';
      assert.throws(
        () => {
          checkSideCommand(command);
        },
        isRefusal,
        command.join(' '),
      );
    }
  });
});
