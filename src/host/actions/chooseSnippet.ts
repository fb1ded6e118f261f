import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import type { SnippetMarker } from '../../core/snippets/marker';
import { askChoice } from '../ui/inputs';
import type { LastEditor } from './lastEditor';
import type { WorkspaceClients } from './workspaceClients';

/** Code of a pattern for one client, with the parameters that the lab had last. */
export interface SnippetChoice {
  readonly pattern: AnyPattern;
  readonly client: SnippetClient;
  readonly marker: SnippetMarker;
  /** The workspace has a manifest that would name the client, and does not. */
  readonly isMissing: boolean;
}

export interface SnippetQuestion {
  readonly pattern: AnyPattern;
  /** The client, where it is known; else the editor's language, the workspace and what was chosen before decide. */
  readonly clientId?: string;
  /** The pattern's session on the active connection. */
  readonly session?: PatternSession | undefined;
}

/** Which client's code is wanted; asks only where neither the editor nor the workspace tells. */
export async function chooseSnippet(
  { pattern, clientId, session }: SnippetQuestion,
  editors: LastEditor,
  workspace: WorkspaceClients,
): Promise<SnippetChoice> {
  const clients = snippetClients.filter(({ id }) => pattern.snippets.some(({ client }) => client === id));
  const wanted =
    clientId === undefined ? fitting(clients, editors.languageId) : clients.filter(({ id }) => id === clientId);
  if (wanted.length === 0) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for this client.`);
  const { used, missing } = await workspace.find(wanted);
  const client = await oneOf(pattern, wanted, used, workspace, editors.languageId);
  await workspace.remember(client);
  return { pattern, client, marker: markerOf(pattern, session), isMissing: missing.includes(client) };
}

/** Those of the editor's language; all of them where the editor has another. */
function fitting(clients: readonly SnippetClient[], languageId: string | undefined): readonly SnippetClient[] {
  const same = clients.filter(({ languageIds }) => languageIds.includes(languageId ?? ''));
  return same.length > 0 ? same : clients;
}

async function oneOf(
  pattern: AnyPattern,
  wanted: readonly SnippetClient[],
  used: readonly SnippetClient[],
  workspace: WorkspaceClients,
  languageId: string | undefined,
): Promise<SnippetClient> {
  const [only] = wanted;
  if (only && wanted.length === 1) return only;
  const [inUse] = used;
  if (inUse && used.length === 1) return inUse;
  const remembered = languageId === undefined ? undefined : workspace.remembered(languageId);
  const before = wanted.find(({ id }) => id === remembered);
  if (before) return before;
  return askClient(`Insert ${pattern.title}`, wanted, used);
}

/** Lets one of the clients be picked; those that the workspace uses are proposed first. */
export function askClient(
  title: string,
  wanted: readonly SnippetClient[],
  used: readonly SnippetClient[],
): Promise<SnippetClient> {
  const ordered = [...used, ...wanted.filter((client) => !used.includes(client))];
  return askChoice(
    { title, placeholder: 'Choose the language and client' },
    ordered.map((client) => ({
      label: client.title,
      ...(used.includes(client) && { description: 'used in this workspace' }),
      value: client,
    })),
  );
}

function markerOf({ id, variants }: AnyPattern, session: PatternSession | undefined): SnippetMarker {
  const parameters = Object.entries(session?.state.parameters ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return { pattern: id, variant: session?.state.variant ?? variants[0].id, parameters: Object.fromEntries(parameters) };
}
