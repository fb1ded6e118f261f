import type { Script } from '../../redis/executor';
import cart from './cart.lua?text';
import cartJson from './cartJson.lua?text';
import otp from './otp.lua?text';
import sset from './sset.lua?text';
import touch from './touch.lua?text';
import touchJson from './touchJson.lua?text';

export const touchScript: Script = { name: 'touch', lua: touch, keyCount: 2 };
export const ssetScript: Script = { name: 'sset', lua: sset, keyCount: 1 };
export const cartScript: Script = { name: 'cart', lua: cart, keyCount: 2 };
export const touchJsonScript: Script = { name: 'touchJson', lua: touchJson, keyCount: 1 };
export const cartJsonScript: Script = { name: 'cartJson', lua: cartJson, keyCount: 1 };
export const otpScript: Script = { name: 'otp', lua: otp, keyCount: 2 };
