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
  /** Whether deleting a single key is asked for; on production it always is. */
  confirmKeyDeletion: (): boolean => read('keys.confirmDelete') !== false,
  /** Keys that an audit looks at when it is not to look at all. */
  auditSampleKeys: (): number => bounded('audit.sampleKeys', 10_000, 1000, 1_000_000),
  /** As written: numbers by the thresholds' names. */
  auditThresholds: (): Readonly<Record<string, unknown>> => record('audit.thresholds'),
  auditIgnored: (): readonly string[] => {
    const given = read('audit.ignore');
    return Array.isArray(given) ? given.filter((entry): entry is string => typeof entry === 'string') : [];
  },
  /** Ids of the rules that are not asked. */
  auditRulesOff: (): ReadonlySet<string> =>
    new Set(
      Object.entries(record('audit.rules'))
        .filter(([, isOn]) => isOn === false)
        .map(([id]) => id),
    ),
  /** Lists by their names, as far as they are lists of words. */
  auditTemporaryWords: (): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
      Object.entries(record('audit.temporaryWords')).filter(
        (entry): entry is [string, string[]] =>
          Array.isArray(entry[1]) && entry[1].every((word) => typeof word === 'string'),
      ),
    ),
  /** Whether the way back to the lab stands above inserted code. */
  codeLenses: (): boolean => read('codeLens.enabled') !== false,
  /** What the keys of inserted code begin with; empty for each snippet's own. */
  snippetKeyPrefix: (): string => text('snippets.keyPrefix', ''),
  connectTimeoutMs: (): number => bounded('connectTimeoutSeconds', 5, 1, 120) * 1000,
  commandTimeoutMs: (): number => bounded('commandTimeoutSeconds', 10, 1, 600) * 1000,
  /** As written: see settingsProfiles.ts. */
  connections: (): unknown => read('connections'),
  /** Where relative paths in settings begin: the first folder of the workspace. */
  folder: (): string | undefined => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
  /** The name of a connection; empty for none. */
  connectOnStart: (): string => text('connectOnStart', ''),
};

/** Calls `listener` when the value of one of `names` (without `redisPatterns.`) changed. */
export function onSettingChange(names: readonly string[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) listener();
  });
}

/** Adds to the ignore list where it is kept already, else for the user. */
export async function addAuditIgnored(entry: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const inWorkspace = configuration.inspect('audit.ignore')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('audit.ignore', [...new Set([...settings.auditIgnored(), entry])], target);
}

function read(name: string): unknown {
  return vscode.workspace.getConfiguration(SECTION).get(name);
}

function record(name: string): Readonly<Record<string, unknown>> {
  const given = read(name);
  return typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
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
