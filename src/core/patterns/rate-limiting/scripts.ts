import type { Script } from '../../redis/executor';
import fixedWindow from './fixedWindow.lua?text';
import gcra from './gcra.lua?text';
import slidingCounter from './slidingCounter.lua?text';
import slidingLog from './slidingLog.lua?text';
import tokenBucket from './tokenBucket.lua?text';

export const gcraScript: Script = { name: 'gcra', lua: gcra, keyCount: 1 };
export const tokenBucketScript: Script = { name: 'tokenBucket', lua: tokenBucket, keyCount: 1 };
export const slidingLogScript: Script = { name: 'slidingLog', lua: slidingLog, keyCount: 1 };
export const slidingCounterScript: Script = { name: 'slidingCounter', lua: slidingCounter, keyCount: 2 };
export const fixedWindowScript: Script = { name: 'fixedWindow', lua: fixedWindow, keyCount: 1 };
