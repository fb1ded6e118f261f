import { format } from 'node:util';
import { type BrowserPage, openBrowser } from './browser';
import { EXTENSION_VARIABLE, type HostTestResult, readHostTestResult, RESULT_VARIABLE } from './hostTestResult';
import { readManifest, startServer, type VSCodeServer } from './server';
import type { HostTestOptions } from './hostTestOptions';

/** Lines of the workbench itself in the console that tests print to. */
const NOISE = new RegExp(
  '^(' +
    [
      '\\[(AgentHost|AccountPolicyGate|ChatModelSelection|reconnection-grace-time|Service Worker|DefaultAccount|chat-stt|RemoteAgentHostProtocol)',
      'Ignoring fetching additional|Creating a socket|Resolv(ing|ed) connection token|Updating additional builtin',
      'Timed out waiting for authentication provider|No search provider registered',
      "Request to '.*/static/|DialogService: Dialog requested during smoke|Failed to load resource",
    ].join('|') +
    ')',
);

/**
 * Runs the tests in the extension host of a VS Code server, with a page in headless Chromium as its window.
 * @throws when the host dies, never starts, or does not end in time; a screenshot path is in the message then.
 */
export async function runInServer(options: HostTestOptions, resultFile: string): Promise<HostTestResult> {
  const { publisher, name } = readManifest(options.extension);
  const server = await startServer({
    driver: true,
    ...(options.folder ? { folder: options.folder } : {}),
    ...(options.settings ? { settings: options.settings } : {}),
    env: { ...options.env, [RESULT_VARIABLE]: resultFile, [EXTENSION_VARIABLE]: `${publisher}.${name}` },
  });
  try {
    const browser = await openBrowser();
    try {
      await untilExit(server, browser, options);
    } finally {
      await browser.browser.close();
    }
    return readHostTestResult(resultFile);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nEnd of the VS Code server's log:\n${server.log().slice(-2000)}`, {
      cause: error,
    });
  } finally {
    await server.stop();
  }
}

/** Loads the workbench with the tests and resolves when it says that they ended; its exit code is no proof of anything. */
async function untilExit(server: VSCodeServer, { page }: BrowserPage, options: HostTestOptions): Promise<void> {
  const print = options.print ?? console.log;
  let timer: NodeJS.Timeout | undefined;
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    const line = format(...args); // they arrive unformatted: '%s', 'text'
    if (!NOISE.test(line)) print(line);
  });
  const exited = new Promise<void>((resolve) => {
    void page.exposeFunction('codeAutomationExit', () => resolve());
  });
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const picture = `${options.artifacts}/host-tests-timeout.png`;
      const failure = new Error(`The host tests did not end within ${options.timeoutMs / 1000} s. See ${picture}.`);
      void page.screenshot({ path: picture }).then(
        () => reject(failure),
        () => reject(failure),
      );
    }, options.timeoutMs);
  });
  const payload = [
    ['extensionDevelopmentPath', server.remoteUri(options.extension)],
    ['extensionTestsPath', server.remoteUri(options.tests)],
  ] as const;
  try {
    await Promise.race([page.goto(server.url(payload)).then(() => exited), late]);
  } finally {
    clearTimeout(timer);
  }
}
