import { randomUUID } from 'node:crypto';
import type { ConnectionProfile, Environment } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import type { ParsedUrl } from '../../core/redis/url';
import type { Step as GuideStep } from '../ui/guide';
import { walk } from '../ui/guide';
import type { Choice } from '../ui/inputs';
import { askChoice, askText } from '../ui/inputs';
import type { AddressKind } from './connectionAddress';
import { askAddress, askAddressKind, firstIs } from './connectionAddress';
import { askTls } from './connectionTls';

export interface FilledForm {
  readonly profile: ConnectionProfile;
  /** Undefined leaves the one that is kept, if any. */
  readonly password?: string;
}

/** What was answered so far; going back keeps it as the next proposal. */
interface Draft {
  readonly old: ConnectionProfile | undefined;
  kind: AddressKind;
  place: ParsedUrl;
  password: string;
  asksPassword: boolean;
  name: string;
  environment: Environment;
  readOnly: boolean;
}

type Step = GuideStep<Draft>;

/** How carefully a connection is to be treated. */
export type Care = Pick<ConnectionProfile, 'environment' | 'readOnly'>;

/** Asks that of a connection which was found, with a proposal. Ends in an abort error when it is cancelled. */
export async function askCare(title: string, proposed: Environment): Promise<Care> {
  const draft = { ...draftOf(undefined), environment: proposed, readOnly: proposed === 'production' };
  await walk(title, [environment, access], draft);
  return { environment: draft.environment, readOnly: draft.readOnly };
}

/** Tries what was filled in; answers what was found. */
type TryOut = (filled: FilledForm) => Promise<string>;

/**
 * Asks, step by step and with a way back, for a new connection or for changes to `old`; before the end it can be tried out.
 * Ends in an abort error when it is cancelled.
 */
export async function fillConnectionForm(tryOut: TryOut, old?: ConnectionProfile): Promise<FilledForm> {
  const id = old?.id ?? randomUUID();
  const draft = draftOf(old);
  const filled = (): FilledForm => formOf(id, draft);
  const last: Step = async (place) => {
    await askChoice<true>({ ...place, placeholder: 'Save it, or try it out first' }, [
      { label: 'Save and Connect', value: true },
      { label: 'Test Connection', tryOut: () => tryOut(filled()) },
    ]);
    return true;
  };
  const title = old ? `Edit Connection: ${old.name}` : 'Add Connection';
  await walk(title, [kind, address, security, password, name, environment, access, last], draft);
  return filled();
}

function draftOf(old: ConnectionProfile | undefined): Draft {
  const { topology, database, username, tls } = old ?? NEW;
  return {
    old,
    kind: topology.kind === 'standalone' ? 'url' : topology.kind,
    place: { profile: { topology, database, ...(username !== undefined && { username }), ...(tls && { tls }) } },
    password: '',
    asksPassword: old?.asksPassword ?? false,
    name: old?.name ?? '',
    environment: old?.environment ?? 'development',
    readOnly: old?.readOnly ?? false,
  };
}

const NEW: Pick<ConnectionProfile, 'topology' | 'database' | 'username' | 'tls'> = {
  topology: { kind: 'standalone', endpoint: { host: 'localhost', port: 6379 } },
  database: 0,
};

function formOf(id: string, draft: Draft): FilledForm {
  const { place, name: text, environment: word, readOnly, asksPassword, password: secret } = draft;
  const profile = { ...place.profile, id, name: text, environment: word, readOnly };
  return {
    profile: { ...profile, ...(asksPassword && { asksPassword }) },
    ...(secret !== '' && { password: secret }),
  };
}

const kind: Step = async (place, draft) => {
  draft.kind = await askAddressKind(place, draft.old);
  return true;
};

const address: Step = async (place, draft) => {
  draft.place = await askAddress(place, draft.kind, draft.old);
  draft.password = draft.place.password ?? '';
  return true;
};

/** Of one server the URL has said it; certificates are asked for only where there is TLS. */
const security: Step = async (place, draft) => {
  const { profile } = draft.place;
  if (draft.kind === 'url' && !profile.tls) return false;
  const { tls: _, ...others } = profile;
  const tls = await askTls(place, profile.tls, draft.kind === 'url');
  draft.place = { ...draft.place, profile: { ...others, ...(tls && { tls }) } };
  return true;
};

const password: Step = async (place, draft) => {
  if (draft.place.password !== undefined) return false;
  const empty = draft.old ? 'empty leaves it as it is' : 'empty if there is none';
  draft.password = await askText({
    ...place,
    ...{ secret: true, value: draft.password },
    prompt: `Password; ${empty}. It is kept in VS Code's secret store only.`,
    toggle: {
      ...{ on: draft.asksPassword, label: 'Ask every time, keep it nowhere' },
      onChange: (on) => {
        draft.asksPassword = on;
      },
    },
  });
  return true;
};

const name: Step = async (place, draft) => {
  const shown = { ...draft.place.profile, id: '', name: '', environment: 'development', readOnly: false } as const;
  const text = await askText({
    ...place,
    value: draft.name === '' ? describeAddress(shown) : draft.name,
    prompt: 'Name, as it is shown in lists and in the status bar.',
    validate: (input) => (input.trim() === '' ? 'Enter a name.' : undefined),
  });
  draft.name = text.trim();
  return true;
};

const ENVIRONMENTS: readonly Choice<Environment>[] = [
  { label: 'Development', description: 'Nothing is asked before demo data is written', value: 'development' },
  { label: 'Staging', description: 'Marked yellow', value: 'staging' },
  { label: 'Production', description: 'Marked red; every write is confirmed first', value: 'production' },
];

const environment: Step = async (place, draft) => {
  const question = { ...place, placeholder: 'How carefully is this server to be treated?' };
  const before = draft.environment;
  draft.environment = await askChoice(question, firstIs(before, ENVIRONMENTS));
  // A production server is first offered as one that is only looked at.
  if (draft.environment === 'production' && before !== 'production') draft.readOnly = true;
  return true;
};

const access: Step = async (place, draft) => {
  const question = { ...place, placeholder: 'May this extension write to it?' };
  draft.readOnly = await askChoice(
    question,
    firstIs(draft.readOnly, [
      { label: 'Read and write', description: 'Demos can be scaffolded and run', value: false },
      { label: 'Read-only', description: 'Only commands that the server flags read-only are let through', value: true },
    ]),
  );
  return true;
};
