import type { Script } from '../../redis/executor';
import count from './count.lua?text';

export const countScript: Script = { name: 'count', lua: count, keyCount: 4 };
