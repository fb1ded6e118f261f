import type { Frame, Page } from 'playwright-core';

/** How long a webview may take to load: 0.5 s when idle, several seconds while the workbench itself still starts. */
const LOAD_LIMIT_MS = 20_000;

/**
 * Waits for the webview whose content matches `selector` and returns its frame.
 *
 * Webviews are frames of the page two levels deep, beside the editor and not inside it, so only their content tells which is
 * which: give each panel's root element an id of its own.
 * @throws when no webview shows it within 20 s.
 */
export async function webviewFrame(page: Page, selector: string, limitMs: number = LOAD_LIMIT_MS): Promise<Frame> {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      if (frame.url().includes('/webview/browser/pre/fake.html') && (await holds(frame, selector))) return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`No webview shows ${selector} after ${limitMs / 1000} s.`);
}

async function holds(frame: Frame, selector: string): Promise<boolean> {
  try {
    return (await frame.locator(selector).count()) > 0;
  } catch {
    return false; // replaced while it was asked
  }
}
