import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ConsoleMessage, Frame, Page } from 'playwright-core';
import { repositoryRoot } from '../repository';
import { untilTrue } from '../untilTrue';
import { type BrowserPage, openBrowser, type Viewport } from './browser';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import { startServer, type VSCodeServer, type VSCodeServerOptions } from './server';
import { pickerLabel, type ThemeName } from './themes';
import { TreeView } from './treeView';
import { webviewFrame } from './webviewFrames';

/** How to open a workbench; by default with this repository's extension. */
export interface WorkbenchOptions extends Omit<VSCodeServerOptions, 'driver'> {
  readonly viewport?: Viewport;
  /** Where screenshot() writes; by default .vscode-test/screenshots. */
  readonly screenshots?: string;
  /** False shows the browser's window. */
  readonly headless?: boolean;
}

/** What VS Code's page logs as errors in this install: parts that were left out, and its own habits when it is reloaded. */
const OWN_ERRORS = new RegExp(
  [
    'Failed to load resource: the server responded with a status of 404', // favicon, vsda, service worker
    'A bad HTTP response code \\(404\\) was received when fetching the script', // the same service worker
    '\\[Service Worker\\] registration',
    "authentication provider 'github'",
    '\\[lifecycle\\] Long running operations during shutdown',
    "IndexedDB database 'vscode-web-db' is closed",
  ].join('|'),
);

// Measured: 3 s on two idle cores, 15 s while both were busy.
const BOOT_LIMIT_MS = 60_000;

/** How long a command may be missing: after the page is up, the extension host takes 1 to 2 s, and more on a busy machine. */
const COMMAND_LIMIT_MS = 30_000;

/** Starts VS Code and opens it in a browser as a person would. @throws when the workbench does not come up within 60 s. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const server = await startServer({ extensions: [repositoryRoot()], ...options });
  try {
    const browser = await openBrowser(options.viewport, options.headless);
    const screenshots = options.screenshots ?? path.join(repositoryRoot(), '.vscode-test', 'screenshots');
    const workbench = new Workbench(server, browser, screenshots);
    try {
      await workbench.load();
      return workbench;
    } catch (error) {
      await browser.browser.close();
      throw error;
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A workbench in a browser page, in the words of a person who uses it. Every wait ends in playwright's 30 s. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  /** Errors in the page's console so far, webviews included, without those that VS Code itself makes here. */
  readonly consoleErrors: string[] = [];

  constructor(
    readonly server: VSCodeServer,
    private readonly browser: BrowserPage,
    private readonly screenshots: string,
  ) {
    this.page = browser.page;
    this.quickInput = new QuickInput(this.page);
    this.notifications = new Notifications(this.page);
    this.page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error' && !OWN_ERRORS.test(message.text())) this.consoleErrors.push(message.text());
    });
  }

  /** The private folder of the server: its log, settings and workspace. */
  get root(): string {
    return this.server.root;
  }

  /** Opens the page, or opens it again: the extension host starts anew, stored state stays. */
  async load(): Promise<void> {
    await this.page.goto(this.server.url());
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: BOOT_LIMIT_MS });
  }

  /**
   * Opens the page again once VS Code has written down which editors are open: it does so when a window loses its focus,
   * or every minute. Someone who reloads the window in a desktop build waits for the same.
   */
  async reload(): Promise<void> {
    const titles = await this.editorTabs();
    await untilTrue(`${titles.join(', ')} written down`, async () => {
      await this.page.evaluate('window.dispatchEvent(new Event("focus")), window.dispatchEvent(new Event("blur"))');
      const stored = await storedEditors(this.page);
      return titles.every((title) => stored.includes(title));
    });
    await this.load();
  }

  /**
   * Runs a command through the palette. @param title As the palette shows it: 'Category: Title'.
   * @throws when the palette does not list it within 30 s: it is disabled, or its extension is not there.
   */
  async runCommand(title: string): Promise<void> {
    const listed = async (): Promise<boolean> => {
      await this.quickInput.openPalette(`>${title}`);
      if (await this.quickInput.shows(title, 2000)) return true;
      // An open palette does not learn of commands whose extension comes after it: open it again.
      await this.quickInput.cancel();
      return false;
    };
    await untilTrue(`"${title}" in the command palette`, listed, COMMAND_LIMIT_MS);
    await this.quickInput.pick(title);
  }

  /** Shows a view container by the title of its icon in the activity bar. */
  async openView(container: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: container, exact: true });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** A tree view of the side bar, by its name. */
  tree(name: string): TreeView {
    return new TreeView(this.page, name);
  }

  /** Waits for the status bar item that shows `text` and returns its whole text. */
  async statusBarItem(text: string | RegExp): Promise<string> {
    const item = this.page.locator('.statusbar-item').filter({ hasText: text }).first();
    await item.waitFor();
    return (await item.innerText()).trim();
  }

  /** Waits for the webview whose content matches `selector`. */
  webviewFrame(selector: string): Promise<Frame> {
    return webviewFrame(this.page, selector);
  }

  /** Opens a text file of the server. @param file Its absolute path; found even where no text search is installed. */
  async openFile(file: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.quickInput.fill(file);
    await this.quickInput.pick(path.basename(file));
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
  }

  /** The names of the open editors of all groups. */
  async editorTabs(): Promise<string[]> {
    return this.page.locator('.tabs-container .tab .label-name').allInnerTexts();
  }

  /** The text of the active text editor: its lines on screen, top to bottom. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-line');
    await lines.first().waitFor();
    // The DOM order of lines is not their order on screen.
    const placed = await lines.evaluateAll((elements: { style: { top: string }; textContent: string | null }[]) =>
      elements.map((line) => ({ top: Number.parseFloat(line.style.top), text: line.textContent ?? '' })),
    );
    const sorted = placed.sort((a, b) => a.top - b.top);
    return sorted.map(({ text }) => text.replaceAll('\u00a0', ' ')).join('\n');
  }

  /** Switches the color theme as a person does. The settings file would be noticed late or never when changed from outside. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.fill(pickerLabel(theme));
    await this.quickInput.pick(pickerLabel(theme));
    await this.quickInput.waitUntilClosed();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** Writes a picture of the window and returns its path. @param name The file's name without .png. */
  async screenshot(name: string): Promise<string> {
    fs.mkdirSync(this.screenshots, { recursive: true });
    const file = path.join(this.screenshots, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Closes the browser and ends the server; nothing is left behind but screenshots. */
  async stop(): Promise<void> {
    try {
      await this.browser.browser.close();
    } finally {
      await this.server.stop();
    }
  }
}

/** What VS Code keeps of the editors of this page, as one text. */
async function storedEditors(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('not read'));
      });
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('vscode-web-state-db-')) continue;
      const database = await done(indexedDB.open(name));
      const value = await done<unknown>(
        database.transaction('ItemTable').objectStore('ItemTable').get('memento/workbench.parts.editor'),
      );
      // The editors are JSON within JSON within JSON.
      texts.push(JSON.stringify(value ?? '').replaceAll('\\', ''));
      database.close();
    }
    return texts.join();
  });
}
