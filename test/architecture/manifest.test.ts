// package.json and the code name the same things, so that no command, view, setting or context key exists on one side only.
import * as assert from 'node:assert/strict';
import { exists, filesBelow, read } from './project';

interface Contributes {
  readonly commands?: readonly { command: string; title: string; category?: string; icon?: unknown }[];
  readonly menus?: Readonly<Record<string, readonly { command?: string; submenu?: string; when?: string }[]>>;
  readonly keybindings?: readonly { command: string; when?: string }[];
  readonly views?: Readonly<Record<string, readonly { id: string; name: string; when?: string; icon?: string }[]>>;
  readonly viewsContainers?: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
  readonly viewsWelcome?: readonly { view: string; contents: string; when?: string }[];
  readonly configuration?: Configuration | readonly Configuration[];
  readonly walkthroughs?: readonly { steps: readonly WalkthroughStep[] }[];
}

interface WalkthroughStep {
  readonly description: string;
  readonly media: Readonly<Record<string, unknown>>;
  readonly completionEvents?: readonly string[];
}

interface Configuration {
  readonly properties?: Readonly<
    Record<string, { description?: string; markdownDescription?: string; items?: object }>
  >;
}

/** `redisPatterns.<area>.<verb>`; an internal one begins with `_`. */
const commandId = /'(_?redisPatterns\.[a-z]\w*\.[a-z]\w*)'/g;

function contributes(): Contributes {
  const manifest = JSON.parse(read('package.json')) as { contributes?: Contributes };
  assert.ok(manifest.contributes, 'package.json contributes nothing');
  return manifest.contributes;
}

function contributedCommands(): string[] {
  const commands = contributes().commands ?? [];
  assert.ok(commands.length > 0, 'package.json contributes no command');
  return commands.map(({ command }) => command).sort();
}

function viewIds(): string[] {
  const ids = Object.values(contributes().views ?? {}).flatMap((views) => views.map(({ id }) => id));
  assert.ok(ids.length > 0, 'package.json contributes no view');
  return ids;
}

function settings(): [id: string, description: string][] {
  const { configuration = [] } = contributes();
  const sections = Array.isArray(configuration)
    ? (configuration as readonly Configuration[])
    : [configuration as Configuration];
  return sections.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([id, { description, markdownDescription }]): [string, string] => [
      id,
      markdownDescription ?? description ?? '',
    ]),
  );
}

/** The ids of commands in the text of some files, each once. */
function idsIn(files: readonly string[]): string[] {
  const found = files.flatMap((file) => [...read(file).matchAll(commandId)].map((match) => match[1] ?? ''));
  return [...new Set(found)].sort();
}

/** Every `when` of the manifest. */
function whenClauses(): string[] {
  const { menus = {}, keybindings = [], views = {}, viewsWelcome = [] } = contributes();
  const all = [...Object.values(menus).flat(), ...keybindings, ...Object.values(views).flat(), ...viewsWelcome];
  return all.flatMap(({ when }) => (when === undefined ? [] : [when]));
}

describe('manifest', () => {
  it('contributes exactly the commands that src/host/commands names', () => {
    const named = idsIn(filesBelow('src/host/commands', '.ts'));
    assert.deepEqual(
      named.filter((id) => !id.startsWith('_')),
      contributedCommands(),
    );
    assert.deepEqual(
      contributedCommands().filter((id) => id.startsWith('_')),
      [],
      'an internal command must not be contributed',
    );
  });

  it('names a command by its constant everywhere outside src/host/commands', () => {
    const settingIds = settings().map(([id]) => id);
    const others = [...filesBelow('src', '.ts'), ...filesBelow('webview', '.ts')].filter(
      (file) => !file.startsWith('src/host/commands/'),
    );
    const literal = others.flatMap((file) => idsIn([file]).map((id) => `${file}: ${id}`));
    assert.deepEqual(
      literal.filter((entry) => !settingIds.some((id) => entry.endsWith(`: ${id}`))),
      [],
    );
  });

  it('gives each command a title and the one category', () => {
    for (const { command, title, category } of contributes().commands ?? []) {
      assert.ok(title, `${command} has no title`);
      assert.equal(category, 'Redis Patterns', `category of ${command}`);
    }
  });

  it('names only contributed commands in menus and keybindings', () => {
    const { menus = {}, keybindings = [] } = contributes();
    const named = [...Object.values(menus).flat(), ...keybindings].flatMap(({ command }) => command ?? []);
    const known = contributedCommands();
    assert.deepEqual(
      named.filter((id) => !known.includes(id)),
      [],
    );
  });

  it('links only contributed commands and views in welcomes and walkthroughs', () => {
    const { viewsWelcome = [], walkthroughs = [] } = contributes();
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const text = [
      ...viewsWelcome.map(({ contents }) => contents),
      ...steps.map(({ description }) => description),
      ...steps.flatMap(({ completionEvents = [] }) => completionEvents).map((event) => event.replace('onC', 'c')),
    ].join('\n');
    const internal = idsIn(['src/host/commands/ids.ts']);
    const known = [...contributedCommands(), ...internal, ...viewIds().map((id) => `${id}.focus`)];
    const linked = [...text.matchAll(/command:([\w.]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((id) => id.includes('redisPatterns'));
    assert.ok(linked.length > steps.length);
    assert.deepEqual(
      linked.filter((id) => !known.includes(id)),
      [],
    );
  });

  it('welcomes in each view, and only there', () => {
    const welcomed = new Set((contributes().viewsWelcome ?? []).map(({ view }) => view));
    assert.deepEqual([...welcomed].sort(), viewIds().sort());
  });

  it('names only contributed views in when clauses', () => {
    const named = whenClauses().flatMap((when) =>
      [...when.matchAll(/\bview == '?([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    const known = viewIds();
    assert.deepEqual(
      named.filter((id) => !known.includes(id)),
      [],
    );
  });

  it('names only context keys that the host sets', () => {
    const keys = new Set(whenClauses().flatMap((when) => when.match(/redisPatterns:\w+/g) ?? []));
    const host = filesBelow('src/host', '.ts')
      .map((file) => read(file))
      .join('\n');
    assert.deepEqual(
      [...keys].filter((key) => !host.includes(`'${key}'`)),
      [],
    );
  });

  it('describes each setting', () => {
    const ids = settings();
    assert.ok(ids.length > 0, 'package.json contributes no setting');
    for (const [id, description] of ids) {
      assert.match(id, /^redisPatterns\./);
      assert.ok(description.length > 10, `${id} has no description`);
    }
  });

  it('reads each setting in the host', () => {
    const host = filesBelow('src/host', '.ts')
      .map((file) => read(file))
      .join('\n');
    const unread = settings().filter(
      ([id]) => !host.includes(`'${id}'`) && !host.includes(`'${id.slice('redisPatterns.'.length)}'`),
    );
    assert.deepEqual(unread, []);
  });

  it('names only files that exist', () => {
    const { views = {}, viewsContainers = {}, walkthroughs = [] } = contributes();
    const icons = [...Object.values(views).flat(), ...Object.values(viewsContainers).flat()].flatMap(
      ({ icon }) => icon ?? [],
    );
    const media = walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => Object.values(step.media).map(String)));
    const files = [...icons, ...media].filter((name) => name.includes('/') && !name.startsWith('$('));
    assert.deepEqual(
      files.filter((file) => !exists(file)),
      [],
    );
  });

  it('describes a shared connection as the schema that its reader is tested by', () => {
    const { configuration = [] } = contributes();
    const sections = [configuration].flat() as readonly Configuration[];
    const setting = sections.map(({ properties }) => properties?.['redisPatterns.connections']).find(Boolean);
    assert.ok(setting?.items, 'redisPatterns.connections has no items');
    assert.deepEqual(setting.items, JSON.parse(read('src/core/redis/profileSchema.json')));
  });
});
