import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import type { SnippetMarker } from '../../core/snippets/marker';
import type { CodeChoice } from '../../core/snippets/variants';
import { choicesOf, markerOf } from '../editor/snippetCode';
import { askChoice } from '../ui/inputs';
import type { LastEditor } from './lastEditor';
import type { WorkspaceClients } from './workspaceClients';

/** Code of a pattern for one client, with the parameters that the lab had last. */
export interface SnippetChoice {
  readonly pattern: AnyPattern;
  readonly client: SnippetClient;
  readonly choice: CodeChoice;
  readonly marker: SnippetMarker;
  /** No manifest of the project names the client. */
  readonly isMissing: boolean;
}

export interface SnippetQuestion {
  readonly pattern: AnyPattern;
  /** The client, where it is known; else the editor's language, the workspace and what was chosen before decide. */
  readonly clientId?: string | undefined;
  readonly variantId?: string | undefined;
  /** Where the pattern ran last: its variant is proposed, its parameters are taken. */
  readonly session?: PatternSession | undefined;
  /** Is told what would be inserted while one chooses. */
  readonly onFocus?: (choice: SnippetChoice) => void;
}

/** Which code is wanted. Whoever does not name the client sees once what it will be, and may choose another. */
export async function chooseSnippet(
  question: SnippetQuestion,
  editors: LastEditor,
  workspace: WorkspaceClients,
): Promise<SnippetChoice> {
  const { pattern, clientId, session, onFocus } = question;
  const clients = snippetClients.filter(({ id }) => pattern.snippets.some(({ client }) => client === id));
  const wanted =
    clientId === undefined ? fitting(clients, editors.languageId) : clients.filter(({ id }) => id === clientId);
  if (wanted.length === 0) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for this client.`);
  const { used, missing } = await workspace.find(clients, {
    document: editors.document?.uri,
    languageId: editors.languageId,
  });
  const snippetsFor = (client: SnippetClient): readonly SnippetChoice[] =>
    choicesOf(pattern, session?.state.variant).map((choice) => {
      const marker = markerOf(pattern, choice, session);
      return { pattern, client, choice, marker, isMissing: missing.includes(client) };
    });
  const ask: AskClient = (among, placeholder) => {
    const show = (client: SnippetClient): void =>
      snippetsFor(client)
        .slice(0, 1)
        .forEach((first) => onFocus?.(first));
    return askClient(`Insert ${pattern.title}`, among, used, { placeholder, onFocus: show });
  };
  let [client, isAsked] = await proposedClient({ wanted, used, languageId: editors.languageId }, workspace, ask);
  for (;;) {
    const chosen = await oneOf(snippetsFor(client), question);
    if (chosen !== CHANGE_CLIENT) {
      // What the project names need not be remembered, and changes with the project.
      if (isAsked) await workspace.remember(client);
      return chosen;
    }
    [client, isAsked] = [await ask(clients), true];
  }
}

type AskClient = (among: readonly SnippetClient[], placeholder?: string) => Promise<SnippetClient>;
const CHANGE_CLIENT = 'changeClient';

/** Asks for the variant, where there are several; and where nobody named the client, whether it is what was meant. */
async function oneOf(
  snippets: readonly SnippetChoice[],
  { pattern, clientId, variantId, session, onFocus }: SnippetQuestion,
): Promise<SnippetChoice | typeof CHANGE_CLIENT> {
  const [first] = snippets;
  if (first === undefined) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for this client.`);
  const named = variantId === undefined ? undefined : snippets.find(({ choice }) => choice.variant.id === variantId);
  if (named) return named;
  if (clientId !== undefined && snippets.length === 1) return first;
  const isCurrent = ({ choice }: SnippetChoice): boolean => !choice.all && choice.variant.id === session?.state.variant;
  const items = snippets.map((snippet) => ({
    label: snippets.length === 1 ? 'Insert' : labelOf(snippet.choice),
    ...(snippets.length > 1 && isCurrent(snippet) && { description: 'as in the lab' }),
    value: snippet,
  }));
  const change = { label: 'Change Client…', description: first.client.title, value: CHANGE_CLIENT } as const;
  return askChoice<SnippetChoice | typeof CHANGE_CLIENT>(
    {
      title: `Insert ${pattern.title} · ${first.client.title}`,
      placeholder: snippets.length === 1 ? 'Insert the code that is shown?' : 'Choose the variant: its code is shown',
      onFocus: (value) => {
        if (value !== CHANGE_CLIENT) onFocus?.(value);
      },
    },
    clientId === undefined ? [...items, change] : items,
  );
}

function labelOf({ all, variant }: CodeChoice): string {
  return all ? 'All Variants' : variant.title;
}

/** Those of the editor's language; all of them where the editor has another. */
function fitting(clients: readonly SnippetClient[], languageId: string | undefined): readonly SnippetClient[] {
  const same = clients.filter(({ languageIds }) => languageIds.includes(languageId ?? ''));
  return same.length > 0 ? same : clients;
}

interface Known {
  readonly wanted: readonly SnippetClient[];
  readonly used: readonly SnippetClient[];
  readonly languageId: string | undefined;
}

/** The client that is most likely meant, and whether somebody chose it just now. */
async function proposedClient(
  { wanted, used, languageId }: Known,
  workspace: WorkspaceClients,
  ask: AskClient,
): Promise<[SnippetClient, boolean]> {
  const [only] = wanted;
  if (only && wanted.length === 1) return [only, false];
  const inUse = wanted.filter((client) => used.includes(client));
  const other = await workspace.otherLanguage(languageId);
  if (other !== undefined && inUse.length === 0) {
    return [await ask(wanted, `There is no code for ${other} yet. Choose one of these languages and clients`), true];
  }
  const remembered = languageId === undefined ? undefined : workspace.remembered(languageId);
  const before = wanted.find(({ id }) => id === remembered);
  if (before) return [before, false];
  const [first] = inUse;
  return first && inUse.length === 1 ? [first, false] : [await ask(wanted), true];
}

interface ClientQuestion {
  readonly placeholder?: string | undefined;
  readonly onFocus?: (client: SnippetClient) => void;
}

/** Lets one of the clients be picked; those that the workspace uses are proposed first. */
export function askClient(
  title: string,
  wanted: readonly SnippetClient[],
  used: readonly SnippetClient[],
  { placeholder = 'Choose the language and client', onFocus }: ClientQuestion = {},
): Promise<SnippetClient> {
  const first = wanted.filter((client) => used.includes(client));
  return askChoice(
    { title, placeholder, ...(onFocus && { onFocus }) },
    [...first, ...wanted.filter((client) => !first.includes(client))].map((client) => ({
      label: client.title,
      ...(first.includes(client) && { description: 'used in this workspace' }),
      value: client,
    })),
  );
}
