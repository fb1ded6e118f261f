import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import { withoutPicture } from '../../core/patterns/lessonPicture';
import type { Scaffold, ScaffoldForm } from '../../core/scaffold/scaffold';
import { canScaffold, scaffoldOf } from '../../core/scaffold/scaffold';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import { detectClients, isManifestOf } from '../../core/snippets/detectClients';
import { settings } from '../config/settings';
import type { PlannedFile } from '../editor/projectFiles';
import { differs, planFiles, writeFiles } from '../editor/projectFiles';
import { askChoice } from '../ui/inputs';
import { decide, offerCommands } from '../ui/messages';
import { askProjectFolder } from './askProjectFolder';
import { askClient } from './chooseSnippet';
import { WorkspaceClients } from './workspaceClients';

/** What is known before anybody is asked. */
export interface ScaffoldWish {
  readonly clientId?: string | undefined;
  readonly form?: string | undefined;
  readonly folder?: vscode.Uri | undefined;
}

/** What came of the files. */
export interface Written {
  readonly kept: readonly PlannedFile[];
}

/** Puts a pattern's code as files into a folder. Nothing of a connection goes into them. */
export class ProjectScaffolder {
  private readonly workspace: WorkspaceClients;

  constructor(state: vscode.Memento) {
    this.workspace = new WorkspaceClients(state);
  }

  /** Asks what is not known, writes the files, opens the source and says what to do next. */
  async scaffold(pattern: AnyPattern, wish: ScaffoldWish): Promise<void> {
    const title = `Scaffold ${pattern.title}`;
    const client = await this.client(pattern, title, wish.clientId);
    const form = formOf(wish.form) ?? (await askForm(title));
    const folder = wish.folder ?? (await askProjectFolder(title, client, form));
    const scaffold = scaffoldFor(pattern, client, form);
    const planned = await planFiles(folder, scaffold.files);
    // A manifest that has the client already does what it shall: whoever changed it needs the rest of it.
    const own = planned.filter((file) => differs(file) && namesClient(file, client));
    const files = planned.filter((file) => !own.includes(file));
    const written = await writeAsAnswered(files, await askAboutExisting(folder, files));
    const kept = [...own, ...written.kept];
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, scaffold.source), { preview: false });
    void offerCommands(nextSteps(pattern, client, folder, kept), scaffold.commands);
  }

  private async client(pattern: AnyPattern, title: string, clientId?: string): Promise<SnippetClient> {
    const having = snippetClients.filter(({ id }) => pattern.snippets.some((snippet) => snippet.client === id));
    const wanted = having.filter((one) => canScaffold(one) && (clientId === undefined || one.id === clientId));
    const [only] = wanted;
    if (!only) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for this client.`);
    if (wanted.length === 1) return only;
    const { used } = await this.workspace.find(wanted);
    return askClient(title, wanted, used);
  }
}

export type Answer = 'keep' | 'overwrite';

/** The files with what people decided about those that are there. */
export async function writeAsAnswered(files: readonly PlannedFile[], answer: Answer): Promise<Written> {
  const changed = files.filter(differs);
  await writeFiles(files, answer === 'overwrite' ? changed : []);
  return { kept: answer === 'keep' ? changed : [] };
}

function scaffoldFor(pattern: AnyPattern, client: SnippetClient, form: ScaffoldForm): Scaffold {
  const source = pattern.snippets.find((snippet) => snippet.client === client.id)?.source() ?? '';
  const keyPrefix = settings.snippetKeyPrefix();
  return scaffoldOf({ pattern, client, form, source, lesson: withoutPicture(pattern.lesson()), keyPrefix });
}

function formOf(text: string | undefined): ScaffoldForm | undefined {
  return text === 'module' || text === 'project' ? text : undefined;
}

function askForm(title: string): Promise<ScaffoldForm> {
  return askChoice<ScaffoldForm>({ title, placeholder: 'What shall be written?' }, [
    {
      label: 'Example Project',
      detail: 'Source, test, notes, README, .env.example, a compose file with Redis 8, and what it takes to build it.',
      value: 'project',
    },
    {
      label: 'Module',
      detail: 'The source file alone, which runs by itself: for a project that is there.',
      value: 'module',
    },
  ]);
}

/** Files that a list in a dialog names at most. */
const SHOWN = 12;
const KEEP = 'Keep Mine and Write the Rest';
const OVERWRITE = 'Overwrite';

/** Asks only where something would be lost; ends in an abort error when neither is wanted. */
async function askAboutExisting(folder: vscode.Uri, files: readonly PlannedFile[]): Promise<Answer> {
  const paths = files.filter(differs).map(({ path }) => path);
  if (paths.length === 0) return 'keep';
  const more = paths.length > SHOWN ? [`and ${String(paths.length - SHOWN)} more`] : [];
  const detail = [...paths.slice(0, SHOWN), ...more].join('\n');
  const message = `"${nameOf(folder)}" has files by these names that say something else.`;
  return (await decide({ message, detail }, KEEP, OVERWRITE)) === KEEP ? 'keep' : 'overwrite';
}

function nextSteps(
  { title }: AnyPattern,
  client: SnippetClient,
  folder: vscode.Uri,
  kept: readonly PlannedFile[],
): string {
  const paths = kept.map(({ path }) => path);
  const install = kept.some((file) => isManifestOf(client, file.path) && !namesClient(file, client));
  return [
    `${title} (${client.title}) is in "${nameOf(folder)}".`,
    ...(paths.length > 0 ? [`Kept as they were: ${paths.join(', ')}.`] : []),
    ...(install ? [`The client is not among what the project needs yet: ${client.install}.`] : []),
  ].join(' ');
}

function namesClient({ path, existing = '' }: PlannedFile, client: SnippetClient): boolean {
  return detectClients([client], [{ folder: '', name: path, text: existing }]).length > 0;
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
