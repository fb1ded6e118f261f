import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * At no width must one scroll sideways, nor is anything cut off at the page's edge, but for code and tables, which scroll in
 * their own box, and texts that end in an ellipsis.
 */
export async function assertFits(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const own = '.code, .compare-code, .chart, .timeline, .scroll-across, .tabs, .string-value, .visually-hidden';
    const edge = document.documentElement.clientWidth;
    const isCut = (element: Element): boolean => {
      if (element.closest(own)) return false;
      const { overflowX, textOverflow } = getComputedStyle(element);
      const scrolls = overflowX !== 'visible' && textOverflow !== 'ellipsis';
      const inside = scrolls && element.scrollWidth > element.clientWidth + 1;
      const beyond = element.getBoundingClientRect().right > edge + 1 && !hasEllipsisAround(element);
      return inside || beyond;
    };
    const hasEllipsisAround = (element: Element): boolean => {
      for (let around = element.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).textOverflow === 'ellipsis') return true;
      }
      return false;
    };
    const all = [document.documentElement, ...document.querySelectorAll('body, body *')];
    const cut = all.filter(isCut).map(({ tagName, className }) => `${tagName}.${className}`);
    return document.documentElement.scrollWidth > edge ? ['the page', ...cut] : cut;
  });
  assert.deepEqual(wide, [], `${where} is wider than its page`);
}

/** Every control that one can reach says what it is. */
export async function assertNamed(page: Page): Promise<void> {
  const nameless = await page.evaluate(() => {
    const selector = 'button, vscode-button, vscode-text-field, input, select, [role="tab"], [role="grid"]';
    const nameOf = (element: Element): string =>
      element.getAttribute('aria-label') ??
      (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.textContent) ??
      '';
    const all = Array.from(document.querySelectorAll(selector));
    return all.filter((element) => nameOf(element).trim() === '').map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
  assert.deepEqual(nameless, []);
}

/** Waits until `holds` answers true. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, limitMs = 3000): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Not within ${String(limitMs)} ms: ${what}`);
}
