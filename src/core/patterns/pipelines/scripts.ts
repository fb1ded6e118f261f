import type { Script } from '../../redis/executor';
import fill from './fill.lua?text';

/** Made for each number of keys; the server knows it by its text, which is the same. */
export function fillScript(keyCount: number): Script {
  return { name: 'fill', lua: fill, keyCount };
}
