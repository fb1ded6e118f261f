import type { Random } from '../../base/random';

const SECTIONS = ['products', 'articles', 'help', 'events'];
const FIXED = ['/', '/products', '/cart', '/search', '/about', '/login'];

/** One page view as a web server logs it: the address has a query, and no two may be alike. */
export interface View {
  readonly url: string;
  readonly visitor: string;
  readonly failed: boolean;
}

/**
 * The path that a page is counted under: without query, fragment and last slash, in lower case, and with `:id` for numbers
 * and hexadecimal ids. Without it, every search and every click from a newsletter would be a page of its own.
 */
export function normalisedPath(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  const segments = path.toLowerCase().split('/').filter(Boolean);
  return `/${segments.map((part) => (/^(\d+|[0-9a-f-]{16,})$/.test(part) ? ':id' : part)).join('/')}`;
}

/** The n-th page, 0-based, as it is counted; the same in every run. */
export function pagePath(n: number): string {
  const fixed = FIXED[n];
  if (fixed !== undefined) return fixed;
  return `/${SECTIONS[n % SECTIONS.length] ?? ''}/topic-${String(n + 1)}`;
}

/** A view by one of `visitors` of one of `pages`: a few pages and visitors make up most of it. One of fifty fails. */
export function someView(
  random: Random,
  { pages, visitors }: { readonly pages: number; readonly visitors: number },
): View {
  const page = pagePath(Math.floor(random.next() ** 3 * pages));
  return {
    url: `${page}?from=${random.hex(6)}`,
    visitor: `visitor-${String(Math.floor(random.next() ** 2 * visitors))}`,
    failed: random.next() < 0.02,
  };
}
