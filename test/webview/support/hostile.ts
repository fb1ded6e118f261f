import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { assertFits } from './checks';

/** Names and values that could run, hide or break something. */
export const HOSTILE: Readonly<Record<string, string>> = {
  markup: '</script><img src=x onerror="window.owned=1"><script>window.owned=1</script>',
  template: '${window.owned=1}{{constructor.constructor("window.owned=1")()}}',
  'right to left override': 'user\u202egnp.exe',
  'terminal escapes': '\u001b[31mred\u001b[0m\u0007\u0000',
  'lines and marks': 'a\nb\r\n\u2028c\ufeff\u0300\u0301',
  'no spaces': 'x'.repeat(64 * 1024),
  emoji: '👩‍👩‍👧‍👦'.repeat(200),
};

/** Nothing of it ran, became markup, shows hidden characters, or is wider than its page. */
export async function assertPanelInert(
  { page, errors }: { readonly page: Page; readonly errors: readonly string[] },
  where: string,
): Promise<void> {
  assert.equal(await page.evaluate(() => 'owned' in window), false, `${where} ran`);
  assert.equal(await page.locator('img, script:not([nonce])').count(), 0, `${where} became markup`);
  const raw = await page.evaluate(() => /[^\P{Cc}\n\t]|[\u202e\u2028]/u.test(document.body.innerText));
  assert.equal(raw, false, `${where} is painted with hidden characters`);
  for (const width of [300, 700, 1200]) {
    await page.setViewportSize({ width, height: 700 });
    await assertFits(page, `${where} at ${String(width)} px`);
  }
  assert.deepEqual(errors, []);
}
