import type { Locator, Page } from 'playwright-core';
import { exactText } from './exactText';

/** One tree view in the side bar. Rows are named by their label, exactly. Only rows on screen exist. */
export class TreeView {
  readonly #pane: Locator;

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

  /** Waits for a row. */
  async find(label: string): Promise<Locator> {
    const row = this.row(label);
    await row.waitFor();
    return row;
  }

  /** Labels with their descriptions ("user:1 hash") of all rows on screen, top to bottom. */
  async texts(): Promise<string[]> {
    const texts: string[] = [];
    for (const row of await this.#pane.locator('.monaco-list-row').all()) {
      const parts = await row.locator('.label-name, .label-description').allInnerTexts();
      texts.push(parts.filter((part) => part !== '').join(' '));
    }
    return texts;
  }

  /** The message above the rows. */
  async message(): Promise<string> {
    return this.#pane.locator('.tree-explorer-viewlet-tree-view .message').innerText();
  }

  /** Opens a row's children; a row that is open stays open. */
  async expand(label: string): Promise<void> {
    const row = await this.find(label);
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
