import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/core/base/errors';
import { ReplyError } from '../../../src/core/redis/reply';
import type { Command } from '../../../src/core/redis/reply';
import { serverError } from '../../../src/core/redis/serverErrors';

describe('Refusals of the server, for people', () => {
  const cases: [message: string, code: ErrorCode][] = [
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'WRONG_TYPE'],
    ["NOPERM User u has no permissions to run the 'config|set' command", 'NO_PERMISSION'],
    ['NOPERM No permissions to access a key', 'NO_PERMISSION'],
    ['NOAUTH Authentication required.', 'AUTH_REQUIRED'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'WRONG_PASSWORD'],
    ['LOADING Redis is loading the dataset in memory', 'SERVER_LOADING'],
    ["READONLY You can't write against a read only replica.", 'READONLY_REPLICA'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'OUT_OF_MEMORY'],
    ['MISCONF Redis is configured to save RDB snapshots', 'MISCONFIGURED'],
    ['BUSY Redis is busy running a script.', 'SERVER_BUSY'],
    ['CLUSTERDOWN Hash slot not served', 'CLUSTER_DOWN'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'TRY_AGAIN'],
    ["CROSSSLOT Keys in request don't hash to the same slot", 'CROSS_SLOT'],
    ["ERR unknown command 'CONFIG', with args beginning with: 'SET' 'requirepass' 'hunter2'", 'UNKNOWN_COMMAND'],
    ["ERR unknown subcommand 'SET'. Try CONFIG HELP.", 'UNKNOWN_COMMAND'],
    ['ERR value is not an integer or out of range', 'SERVER_ERROR'],
    ['constructor', 'SERVER_ERROR'],
    ['', 'SERVER_ERROR'],
  ];
  const command: Command = ['config', 'set', 'requirepass', 'hunter2'];
  for (const [message, code] of cases) {
    it(`${message === '' ? 'an empty one' : message.slice(0, 40)}: ${code}`, () => {
      const reply = new ReplyError(message);
      const error = serverError(reply, command);
      assert.equal(error.code, code);
      assert.equal(error.cause, reply);
      assert.doesNotMatch(error.message, /hunter2/);
      assert.ok((error.message.match(/[.:](\s|$)/g) ?? []).length <= 3, error.message);
      if (code === 'NO_PERMISSION') assert.match(error.message, /CONFIG SET/);
      if (code === 'SERVER_ERROR') assert.ok(error.message.includes(message));
    });
  }
});
