import { CodedError } from '../base/errors';
import type { SnippetClient } from '../snippets/clients';
import { withKeyPrefix } from '../snippets/defaults';
import { readTabStops, wholeCode } from '../snippets/regions';
import { commonFiles, notes } from './commonFiles';
import { expectedOf, indexMakers } from './expected';
import type { Example, Layout, ProjectFile } from './layout';
import { goLayout } from './go';
import { javaLayout } from './java';
import { javascriptLayout } from './javascript';
import { pythonLayout } from './python';
import { shellLayout } from './shell';
import { typescriptLayout } from './typescript';

/** `module` is the source alone, for a project that is there; `project` is all that it takes to run and test it. */
export type ScaffoldForm = 'module' | 'project';

export interface ScaffoldQuestion {
  readonly pattern: { readonly id: string; readonly title: string };
  readonly client: SnippetClient;
  readonly form: ScaffoldForm;
  /** The client's source file of the pattern, with its marks. */
  readonly source: string;
  /** Markdown. */
  readonly lesson: string;
  /** What keys begin with unless the environment says otherwise; empty: as the source has it. */
  readonly keyPrefix: string;
}

export interface Scaffold {
  readonly files: readonly ProjectFile[];
  /** The path of the source among the files. */
  readonly source: string;
  /** What people type next, in the folder. */
  readonly commands: readonly string[];
}

/** What neither a shell nor a reader of `.env` files takes for something else. */
const PLAIN = /^[\w:.-]+$/;

const LAYOUTS: Readonly<Record<string, (example: Example) => Layout>> = {
  ioredis: typescriptLayout,
  'node-redis': typescriptLayout,
  'ioredis-js': javascriptLayout,
  'node-redis-js': javascriptLayout,
  'redis-py': pythonLayout,
  'go-redis': goLayout,
  jedis: javaLayout,
  'redis-cli': shellLayout,
};

/** Whether there is a layout for the client's projects. */
export function canScaffold({ id }: SnippetClient): boolean {
  return Object.hasOwn(LAYOUTS, id);
}

/** The files of a project around a pattern's code. Throws `NOT_AVAILABLE` for a client without a layout. */
export function scaffoldOf({ pattern, client, form, source, lesson, keyPrefix }: ScaffoldQuestion): Scaffold {
  const { code } = withKeyPrefix(keyPrefix, { code: wholeCode(source), tabStops: readTabStops(source) });
  const layout = LAYOUTS[client.id]?.({
    ...{ id: pattern.id, title: pattern.title, code, client },
    expected: expectedOf[pattern.id] ?? {},
    makesIndexes: indexMakers.has(pattern.id),
  });
  if (!layout) throw new CodedError('NOT_AVAILABLE', `There is no project to scaffold for ${client.title}.`);
  if (form === 'module') {
    const path = layout.source.module;
    return { files: [{ path, text: code }], source: path, commands: layout.runModule };
  }
  return {
    files: [
      { path: layout.source.project, text: code },
      layout.test,
      notes(pattern.id, lesson, layout),
      ...layout.manifests,
      ...commonFiles(client.title, PLAIN.test(keyPrefix) ? keyPrefix : 'example', layout),
    ],
    source: layout.source.project,
    commands: ['docker compose up -d', ...layout.install, layout.runTests],
  };
}
