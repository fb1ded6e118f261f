import type { Locator, Page } from 'playwright-core';

/** Notification toasts at the bottom right, and modal dialogs. Toasts exist only when the server runs without the driver. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** Waits for the toast whose message contains `text`. */
  async toast(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  /** Waits for the toast that contains `text` and returns its whole message. */
  async read(text: string | RegExp): Promise<string> {
    const toast = await this.toast(text);
    return toast.locator('.notification-list-item-message').innerText();
  }

  /** Clicks a button of the toast that contains `text`. */
  async click(text: string | RegExp, button: string): Promise<void> {
    const toast = await this.toast(text);
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** The messages of all toasts on screen. */
  async messages(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** Waits for the modal dialog and returns its message and detail as one text. */
  async readDialog(): Promise<string> {
    await this.#dialog().waitFor();
    return this.#dialog().locator('.dialog-message-container').innerText();
  }

  /** Clicks a button of the modal dialog and waits until it is gone. */
  async clickDialog(button: string): Promise<void> {
    await this.#dialog().getByRole('button', { name: button, exact: true }).click();
    await this.#dialog().waitFor({ state: 'hidden' });
  }

  #dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }
}
