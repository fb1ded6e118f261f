import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Nothing is wider than the page: at no width must one scroll sideways. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const all = Array.from(document.querySelectorAll('body *'));
    const over = all.filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return [
      `${String(scrollWidth)} > ${String(clientWidth)}`,
      ...over.map(({ tagName, className }) => `${tagName}.${className}`),
    ];
  });
  assert.deepEqual(wide, [], `${where} scrolls sideways`);
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
