import * as vscode from 'vscode';

const SECTION = 'redisPatterns';

/** The settings with their types and limits. Each is read when it is used, so a change counts from the next use on. */
export const settings = {
  /** Seconds that demo keys live. */
  demoTtlSeconds: (): number => bounded('demo.ttlMinutes', 15, 1, 24 * 60) * 60,
  demoPrefix: (): string => text('demo.prefix', 'redis-patterns'),
  keySeparators: (): readonly string[] => {
    const given = read('keys.separators');
    const separators = Array.isArray(given) ? given.filter((item): item is string => typeof item === 'string') : [];
    return separators.filter((separator) => separator !== '');
  },
  /** Keys that are looked at before the Keys view asks whether to go on. */
  scanBudget: (): number => bounded('keys.scanBudget', 10_000, 100, 1_000_000),
  connectTimeoutMs: (): number => bounded('connectTimeoutSeconds', 5, 1, 120) * 1000,
  commandTimeoutMs: (): number => bounded('commandTimeoutSeconds', 10, 1, 600) * 1000,
  /** As written: see settingsProfiles.ts. */
  connections: (): unknown => read('connections'),
  /** The name of a connection; empty for none. */
  connectOnStart: (): string => text('connectOnStart', ''),
};

/** Calls `listener` when the value of one of `names` (without `redisPatterns.`) changed. */
export function onSettingChange(names: readonly string[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) listener();
  });
}

function read(name: string): unknown {
  return vscode.workspace.getConfiguration(SECTION).get(name);
}

/** People write settings by hand: what is no number counts as the default, what is too large as the largest. */
function bounded(name: string, fallback: number, min: number, max: number): number {
  const value = read(name);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
}

function text(name: string, fallback: string): string {
  const value = read(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
}
