import type { Script } from '../../redis/executor';
import sweep from './sweep.lua?text';

export const sweepScript: Script = { name: 'sweep', lua: sweep, keyCount: 2 };
