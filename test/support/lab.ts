/// <reference lib="dom" />
import type { Frame } from 'playwright-core';
import type { Workbench } from './vscode/workbench';

/** The lab as a person sees it: its buttons and what it paints. */
export class Lab {
  private constructor(readonly frame: Frame) {}

  /** Waits for the lab that is open. */
  static async find(workbench: Workbench): Promise<Lab> {
    return new Lab(await workbench.webviewFrame('#lab [data-action="scaffold"]'));
  }

  /** Clicks a button by what it does: `scaffold`, `run`, `experiment`, `cleanUp`, `stop`, `insert`, … */
  async click(action: string): Promise<void> {
    // Not a native button, so the driver does not wait by itself until it can be pressed.
    await this.frame.locator(`[data-action="${action}"]:not([disabled])`).first().click();
  }

  /** The painted ranking, the first of them, best first. */
  async ranking(): Promise<{ id: string; score: number }[]> {
    const rows = await this.frame
      .locator('.ranking')
      .first()
      .locator('.ranking-row')
      .evaluateAll((elements) =>
        elements.map((row) => ({
          id: row.getAttribute('data-id') ?? '',
          rank: row.querySelector('.rank')?.textContent ?? '',
          value: row.querySelector('.value')?.textContent ?? '',
        })),
      );
    return rows.sort((a, b) => digits(a.rank) - digits(b.rank)).map(({ id, value }) => ({ id, score: digits(value) }));
  }

  /** Makes the demo data and waits until it is painted and the next step is offered. */
  async scaffold(): Promise<void> {
    await this.click('scaffold');
    await this.waitForRanking();
    await this.frame.locator('[data-action="run"]:not([disabled])').waitFor();
  }

  /** Runs all steps and waits until the last has its result. */
  async run(): Promise<void> {
    await this.click('run');
    await this.waitForText(/^(\d+) of \1 run/);
    await this.frame.locator('[data-action="stop"]').waitFor({ state: 'hidden' });
  }

  /** Waits until the ranking is painted. */
  async waitForRanking(): Promise<void> {
    await this.frame.locator('.ranking-row').first().waitFor();
  }

  /** Shows one of the tabs: `trace`, `keys`, `code`, `lesson`. */
  async openTab(name: string): Promise<void> {
    await this.frame.locator(`[role="tab"][data-tab="${name}"]`).click();
  }

  /** Opens the list of the demo's keys and counts its rows. */
  async countKeys(): Promise<number> {
    await this.openTab('keys');
    await this.frame.locator('.key-row').first().waitFor();
    return this.frame.locator('.key-row').count();
  }

  /** Waits for a text anywhere in the lab. */
  async waitForText(text: string | RegExp): Promise<void> {
    await this.frame.getByText(text).first().waitFor();
  }
}

/** A number as painted, without its thin spaces and units. */
function digits(text: string): number {
  return Number(text.replace(/[^\d.-]/g, ''));
}
