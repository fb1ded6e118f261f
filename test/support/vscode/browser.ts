import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findOrInstallChromium } from './chromium';

/** The size of the page in CSS pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** One page in its own Chromium with a fresh profile: a warm one loads no faster and takes 4 s longer to close. */
export interface BrowserPage {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Starts Chromium (headless unless told otherwise) with an empty page that may use the clipboard. */
export async function openBrowser(
  viewport: Viewport = { width: 1280, height: 800 },
  headless = true,
): Promise<BrowserPage> {
  const asRoot = process.getuid?.() === 0; // Chromium's sandbox refuses to run as root
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    headless,
    args: [
      ...(asRoot ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
    ],
  });
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  // VS Code's page encrypts stored secrets with half a key that this server build has no endpoint for: without an answer they
  // are lost when the page is loaded again. 32 bytes, any; the other half and the secrets vanish with the browser's profile.
  await context.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
  return { browser, context, page: await context.newPage() };
}
