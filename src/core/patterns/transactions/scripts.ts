import type { Script } from '../../redis/executor';
import compareAndSet from './compareAndSet.lua?text';
import transfer from './transfer.lua?text';

export const transferScript: Script = { name: 'transfer', lua: transfer, keyCount: 2 };
export const compareAndSetScript: Script = { name: 'compareAndSet', lua: compareAndSet, keyCount: 1 };
