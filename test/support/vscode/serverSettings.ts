/** User settings that keep a test window quiet: no AI chat, telemetry, welcome page, updates, trust question, animation or rows that cover others. */
export const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false, // a process of 35 to 45 MiB
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'workbench.tree.enableStickyScroll': false,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
};

/** What a window that trusts nothing has besides: it asks nobody, and says so in a banner. */
export const UNTRUSTED_SETTINGS: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
};

export interface ServerWishes {
  readonly driver?: boolean;
  readonly untrusted?: boolean;
}

/** Command line of server-main.js: everything it keeps stays below `root`, and it answers on the loopback only. */
export function serverArguments(root: string, port: number, { driver, untrusted }: ServerWishes): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port)],
    '--without-connection-token',
    '--accept-server-license-terms',
    // Tests inside the host need the driver, but it hides every notification toast.
    ...(driver ? ['--enable-smoke-test-driver'] : []),
    ...[
      '--user-data-dir',
      `${root}/user`,
      '--server-data-dir',
      `${root}/server`,
      '--extensions-dir',
      `${root}/extensions`,
    ],
    ...['--log', 'info'], // 'warn' would hide the console.log of tests too
    ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments', '--disable-update-check'],
    ...(untrusted ? [] : ['--disable-workspace-trust']),
    '--disable-getting-started-override',
    '--force-disable-user-env', // asking a shell for its environment costs 1 to 2 s
    ...['--reconnection-grace-time', '1'], // seconds an extension host waits for its page; the default is 3 hours
  ];
}
