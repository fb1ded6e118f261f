import { randomUUID } from 'node:crypto';
import { CodedError } from '../../core/base/errors';
import { isCliLine, parseCliLine } from '../../core/redis/cliLine';
import type { ConnectionProfile, Environment } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import type { ParsedUrl } from '../../core/redis/url';
import { formatRedisUrl, parseRedisUrl } from '../../core/redis/url';
import type { Choice } from '../ui/inputs';
import { askChoice, askText } from '../ui/inputs';

export interface FilledForm {
  readonly profile: ConnectionProfile;
  /** Undefined leaves the one that is kept, if any. */
  readonly password?: string;
}

const STEPS = 5;

/** Asks, step by step, for a new connection or for changes to `old`. Ends in an abort error when it is cancelled. */
export async function fillConnectionForm(old?: ConnectionProfile): Promise<FilledForm> {
  const title = old ? `Edit Connection: ${old.name}` : 'Add Connection';
  const address = await askAddress(title, old);
  const password = address.password ?? (await askPassword(title, old !== undefined));
  const place = { ...address.profile, id: '', name: '', environment: 'development', readOnly: false } as const;
  const name = await askName(title, old?.name ?? describeAddress(place));
  const environment = await askEnvironment(title, old?.environment);
  const readOnly = await askReadOnly(title, environment, old?.readOnly);
  const profile = { ...address.profile, id: old?.id ?? randomUUID(), name, environment, readOnly };
  return { profile, ...(password !== '' && { password }) };
}

/** Reads an address as people write or paste it: a URL, a redis-cli line, or a host with or without port. */
export function readAddress(text: string): ParsedUrl {
  const trimmed = text.trim();
  if (trimmed === '') throw new CodedError('INVALID_INPUT', 'Enter a URL, or the name of a host.');
  if (isCliLine(trimmed)) return parseCliLine(trimmed);
  return parseRedisUrl(trimmed.includes('://') ? trimmed : `redis://${trimmed}`);
}

async function askAddress(title: string, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const value = old ? formatRedisUrl(old) : 'redis://localhost:6379';
  if (old && value === undefined) return { profile: placeOf(old) };
  const text = await askText({
    ...{ title, step: 1, totalSteps: STEPS },
    prompt: 'URL, host:port, or a redis-cli line. rediss:// is TLS; a user goes before the host as user:password@.',
    placeholder: 'redis://localhost:6379/0',
    value: value ?? '',
    validate: (input) => problemWith(() => readAddress(input)),
  });
  const parsed = readAddress(text);
  // A URL says only that there is TLS; certificates and the like are kept from what was there.
  const tls = parsed.profile.tls && old?.tls ? old.tls : parsed.profile.tls;
  return { ...parsed, profile: { ...parsed.profile, ...(tls && { tls }) } };
}

function placeOf({ topology, database, username, tls }: ConnectionProfile): ParsedUrl['profile'] {
  return { topology, database, ...(username !== undefined && { username }), ...(tls && { tls }) };
}

function askPassword(title: string, isKnown: boolean): Promise<string> {
  return askText({
    ...{ title, step: 2, totalSteps: STEPS, secret: true },
    prompt: isKnown
      ? "Password; empty leaves it as it is. It is kept in VS Code's secret store only."
      : "Password; empty if there is none. It is kept in VS Code's secret store only.",
  });
}

async function askName(title: string, value: string): Promise<string> {
  const name = await askText({
    ...{ title, step: 3, totalSteps: STEPS, value },
    prompt: 'Name, as it is shown in lists and in the status bar.',
    validate: (input) => (input.trim() === '' ? 'Enter a name.' : undefined),
  });
  return name.trim();
}

const ENVIRONMENTS: readonly Choice<Environment>[] = [
  { label: 'Development', description: 'Nothing is asked before demo data is written', value: 'development' },
  { label: 'Staging', description: 'Marked yellow', value: 'staging' },
  { label: 'Production', description: 'Marked red; every write is confirmed first', value: 'production' },
];

function askEnvironment(title: string, value: Environment = 'development'): Promise<Environment> {
  const question = { title, step: 4, totalSteps: STEPS, placeholder: 'How carefully is this server to be treated?' };
  return askChoice(question, firstIs(value, ENVIRONMENTS));
}

function askReadOnly(title: string, environment: Environment, old: boolean | undefined): Promise<boolean> {
  const question = { title, step: 5, totalSteps: STEPS, placeholder: 'May this extension write to it?' };
  const choices = [
    { label: 'Read and write', description: 'Demos can be scaffolded and run', value: false },
    { label: 'Read-only', description: 'Only commands that the server flags read-only are let through', value: true },
  ];
  return askChoice(question, firstIs(old ?? environment === 'production', choices));
}

/** The proposal first: it is what Enter takes. */
function firstIs<T>(value: T, choices: readonly Choice<T>[]): Choice<T>[] {
  return [...choices].sort((a, b) => Number(b.value === value) - Number(a.value === value));
}

function problemWith(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
