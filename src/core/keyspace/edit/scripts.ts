import type { Script } from '../../redis/executor';
import create from './create.lua?text';
import deleteKey from './delete.lua?text';
import expire from './expire.lua?text';
import hash from './hash.lua?text';
import hashExpire from './hashExpire.lua?text';
import json from './json.lua?text';
import list from './list.lua?text';
import prelude from './prelude.lua?text';
import restore from './restore.lua?text';
import set from './set.lua?text';
import stream from './stream.lua?text';
import string from './string.lua?text';
import zset from './zset.lua?text';

/** Each edit is one run of one of these: what was seen is checked and replaced in one go. */
export const editScripts = {
  string: scriptOf('editString', string),
  hash: scriptOf('editHash', hash),
  hashExpire: scriptOf('expireHashField', hashExpire),
  list: scriptOf('editList', list),
  set: scriptOf('editSet', set),
  zset: scriptOf('editSortedSet', zset),
  stream: scriptOf('editStream', stream),
  json: scriptOf('editJson', json),
  expire: scriptOf('expireKey', expire),
  delete: scriptOf('deleteKey', deleteKey),
  create: scriptOf('createKey', create),
  restore: scriptOf('restoreKey', restore),
} as const;

export type EditScript = keyof typeof editScripts;

function scriptOf(name: string, lua: string): Script {
  return { name, lua: `${prelude}${lua}`, keyCount: 1 };
}
