import type { Script } from '../../redis/executor';
import buy from './buy.lua?text';
import confirm from './confirm.lua?text';
import order from './order.lua?text';
import release from './release.lua?text';
import reserve from './reserve.lua?text';
import stock from './stock.lua?text';

export const buyScript: Script = { name: 'buy', lua: stock + buy, keyCount: 6 };
export const reserveScript: Script = { name: 'reserve', lua: stock + reserve, keyCount: 4 };
export const confirmScript: Script = { name: 'confirm', lua: stock + confirm, keyCount: 5 };
export const releaseScript: Script = { name: 'release', lua: stock + release, keyCount: 3 };

/** The number of its keys goes with the number of lines. */
export function orderScript(lines: number): Script {
  return { name: 'order', lua: stock + order, keyCount: 2 + 4 * lines };
}
