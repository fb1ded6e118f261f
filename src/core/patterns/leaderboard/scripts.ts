import type { Script } from '../../redis/executor';
import around from './around.lua?text';
import firstToReach from './firstToReach.lua?text';
import score from './score.lua?text';

export const scoreScript: Script = { name: 'score', lua: score, keyCount: 4 };
export const aroundScript: Script = { name: 'around', lua: around, keyCount: 1 };
export const firstToReachScript: Script = { name: 'firstToReach', lua: firstToReach, keyCount: 2 };
