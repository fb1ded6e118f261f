import type { Locator, Page } from 'playwright-core';
import { untilTrue } from '../untilTrue';
import { exactText } from './exactText';

const FIND_LIMIT_MS = 30_000;
/** How long a row of a parent just opened may take before the list is scrolled for it. */
const ARRIVES_MS = 500;

/** One tree view in the side bar. Rows are named by their label, exactly. Only rows on screen exist. */
export class TreeView {
  readonly #pane: Locator;
  /** Where `find` looks next: 1 is down. */
  #direction = 1;

  /** @param name The view's name, as its header shows it. */
  constructor(
    private readonly page: Page,
    name: string,
  ) {
    // A view that is alone in its container has no header; its tree's own label is there in both cases.
    this.#pane = page.locator('.pane').filter({ has: page.locator(`.monaco-list[aria-label="${name}"]`) });
  }

  /** The row with this label; rows repeat labels at most across parents, and then the topmost is meant. */
  row(label: string): Locator {
    const name = this.page.locator('.label-name').filter({ hasText: exactText(label) });
    return this.#pane.locator('.monaco-list-row').filter({ has: name }).first();
  }

  /** Waits for a row, and brings it on screen where the list must be scrolled for it. */
  async find(label: string): Promise<Locator> {
    const row = this.row(label);
    await row.waitFor({ timeout: ARRIVES_MS }).catch(() => undefined);
    await untilTrue(`a row "${label}"`, async () => (await row.isVisible()) || (await this.scrollOn()), FIND_LIMIT_MS);
    return row;
  }

  /** Scrolls by most of what is seen, and turns round at either end. Never answers true. */
  private async scrollOn(): Promise<false> {
    const list = this.#pane.locator('.monaco-list');
    const box = await list.boundingBox();
    if (!box) return false;
    const before = await this.texts();
    await list.hover();
    await this.page.mouse.wheel(0, this.#direction * box.height * 0.7);
    await this.page.waitForTimeout(100);
    const after = await this.texts();
    if (after.join('\n') === before.join('\n')) this.#direction = -this.#direction;
    // A mouse that rests on a row brings up its tooltip, which covers others.
    await this.page.mouse.move(0, 0);
    return false;
  }

  /** Labels with their descriptions ("user:1 hash") of all rows on screen, top to bottom. */
  async texts(): Promise<string[]> {
    return this.#pane.locator('.monaco-list-row').evaluateAll((rows) =>
      rows.map((row) => {
        const parts = [...row.querySelectorAll<HTMLElement>('.label-name, .label-description')];
        return parts
          .map(({ innerText }) => innerText)
          .filter((text) => text !== '')
          .join(' ');
      }),
    );
  }

  /** Turns the wheel over the rows; down is positive. Answers once they stand still. */
  async scroll(pixels: number): Promise<void> {
    await this.#pane.locator('.monaco-list').hover();
    await this.page.mouse.wheel(0, pixels);
    // A mouse that rests on a row brings up its tooltip, and icons beside its label.
    await this.page.mouse.move(0, 0);
    let before: string[] = [];
    await untilTrue('the rows to stand still', async () => {
      const now = await this.texts();
      const still = now.join('\n') === before.join('\n');
      before = now;
      return still;
    });
  }

  /** The message above the rows. */
  async message(): Promise<string> {
    return this.#pane.locator('.tree-explorer-viewlet-tree-view .message').innerText();
  }

  /** Opens a row's children; a row that is open stays open. */
  async expand(label: string): Promise<void> {
    const row = await this.find(label);
    // A row that was just painted may not have its children yet: until then there is nothing to click.
    await row.and(this.page.locator('[aria-expanded]')).waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Clicks a row, which selects it and runs its command. */
  async click(label: string): Promise<void> {
    await (await this.find(label)).click();
  }

  /** Clicks an icon that a row shows under the mouse. @param action The title of its command. */
  async clickInline(label: string, action: string): Promise<void> {
    const row = await this.find(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  /** Opens a row's context menu and clicks an entry of it. */
  async clickMenu(label: string, entry: string): Promise<void> {
    const row = await this.find(label);
    await row.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-label').filter({ hasText: exactText(entry) });
    await item.waitFor();
    // A menu ignores the mouse for its first 100 ms. The wait runs in the page, so that a busy page cannot end it early.
    await this.page.evaluate('new Promise((resolve) => setTimeout(resolve, 150))');
    await item.click();
    await item.waitFor({ state: 'hidden' });
  }

  /** Clicks an icon in the view's title. */
  async clickTitle(action: string): Promise<void> {
    await this.#pane.locator('.pane-header').hover();
    await this.#pane.locator(`.pane-header .action-label[aria-label^="${action}"]`).click();
  }
}
