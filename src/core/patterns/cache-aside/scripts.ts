import type { Script } from '../../redis/executor';
import fill from './fill.lua?text';
import release from './release.lua?text';

export const fillScript: Script = { name: 'fill', lua: fill, keyCount: 2 };
export const releaseScript: Script = { name: 'release', lua: release, keyCount: 1 };
