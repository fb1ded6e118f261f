import type { Random } from '../../base/random';
import type { CartLine } from './store';

const NAMES = ['alice', 'bruno', 'chiara', 'david', 'elif', 'farid', 'greta', 'hanna', 'ines', 'jonas', 'kofi', 'lena'];
const PRODUCTS = ['apples', 'bread', 'coffee', 'dates', 'eggs', 'figs', 'grapes', 'honey'];

/** The n-th user, 0-based; the same in every run. */
export function userAt(n: number): { readonly uid: string; readonly name: string } {
  return { uid: `u${String(n + 1)}`, name: `${NAMES[n % NAMES.length] ?? ''}-${String(n + 1)}` };
}

export function anyProduct(random: Random): string {
  return PRODUCTS[Math.floor(random.next() * PRODUCTS.length)] ?? '';
}

/** What lies in a cart to begin with: nothing in two of three. */
export function anyCart(random: Random): CartLine[] {
  if (random.next() < 2 / 3) return [];
  const skus = new Set([anyProduct(random), anyProduct(random)]);
  return [...skus].map((sku) => ({ sku, quantity: 1 + Math.floor(random.next() * 3) }));
}
