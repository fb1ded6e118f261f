import type { Locator, Page } from 'playwright-core';
import { exactText } from './exactText';

const PALETTE_LIMIT_MS = 3000;

/** VS Code's one box at the top: command palette, input boxes and quick picks. */
export class QuickInput {
  readonly #widget: Locator;

  constructor(private readonly page: Page) {
    this.#widget = page.locator('.quick-input-widget');
  }

  /** Waits until it is open. */
  async waitUntilOpen(): Promise<void> {
    await this.#widget.waitFor({ state: 'visible' });
  }

  /**
   * Opens the command palette and types `text` into it. The key is lost, or the palette closed, where a webview takes the focus in that
   * very moment.
   * @throws when it does not open.
   */
  async openPalette(text: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#widget.waitFor({ timeout: PALETTE_LIMIT_MS });
    await this.#input().fill(text, { timeout: PALETTE_LIMIT_MS });
  }

  /** Waits for a step of a guided input, by what its title bar says of it: `2/5`. */
  async waitForStep(step: string): Promise<void> {
    await this.#widget
      .locator('.quick-input-title')
      .filter({ hasText: `(${step})` })
      .waitFor();
  }

  /** Waits until it is closed. */
  async waitUntilClosed(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' });
  }

  /** Replaces its text, without accepting it. */
  async fill(text: string): Promise<void> {
    await this.waitUntilOpen();
    await this.#input().fill(text);
  }

  /** Replaces its text and presses Enter: answers an input box. */
  async submit(text: string): Promise<void> {
    await this.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Clicks the row with exactly this label. For long lists call fill() first: only rows on screen exist. */
  async pick(label: string): Promise<void> {
    await this.waitUntilOpen();
    await this.row(label).click();
    await this.page.mouse.move(1, 1); // away from what is below, or its tooltip opens over later pictures
  }

  /** The row with exactly this label. Found by text, because the first row is stale for a moment after each key. */
  row(label: string): Locator {
    const name = this.page.locator('.label-name').filter({ hasText: exactText(label) });
    return this.#widget.locator('.monaco-list-row').filter({ has: name }).first();
  }

  /** Whether a row with exactly this label appears within `limitMs`. */
  async shows(label: string, limitMs: number): Promise<boolean> {
    try {
      await this.row(label).waitFor({ timeout: limitMs });
      return true;
    } catch {
      return false;
    }
  }

  /** The labels of all rows on screen. */
  async labels(): Promise<string[]> {
    await this.waitUntilOpen();
    return this.#widget.locator('.monaco-list-row .label-name').allInnerTexts();
  }

  /** The line below the input: an input box's prompt or what is wrong with the text in it. */
  async message(): Promise<string> {
    await this.waitUntilOpen();
    return this.#widget.locator('.quick-input-message').innerText();
  }

  /** Closes it without an answer. */
  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.waitUntilClosed();
  }

  #input(): Locator {
    return this.#widget.locator('.quick-input-box input, .quick-input-box textarea').first();
  }
}
