import { abortError } from '../../core/base/abort';
import { CodedError } from '../../core/base/errors';
import type { TlsOptions } from '../../core/redis/profile';
import type { Choice, StepPlace } from '../ui/inputs';
import { askChoice, askFile, askText } from '../ui/inputs';
import { firstIs } from './connectionAddress';

type TlsChoice = 'none' | 'verify' | 'files' | 'unverified';

const TLS_CHOICES: readonly Choice<TlsChoice>[] = [
  { label: 'No TLS', description: 'what is sent can be read on the way', value: 'none' },
  {
    label: 'TLS',
    description: "the server's certificate is checked against the system's authorities",
    value: 'verify',
  },
  {
    label: 'TLS with own files or server name…',
    description: 'a private authority, a client certificate, or a name other than the host',
    value: 'files',
  },
  {
    label: 'TLS, not verified',
    description: 'accepts any certificate: whoever is on the way can read and change everything',
    value: 'unverified',
  },
];

/** How the connection is secured. `must` where the address has said that it is. */
export async function askTls(
  place: StepPlace,
  old: TlsOptions | undefined,
  must: boolean,
): Promise<TlsOptions | undefined> {
  const choices = TLS_CHOICES.filter(({ value }) => !must || value !== 'none');
  const choice = await askChoice({ ...place, placeholder: 'How is it secured?' }, firstIs(choiceOf(old), choices));
  switch (choice) {
    case 'none':
      return undefined;
    case 'verify':
      return { verify: true };
    case 'unverified':
      return { ...old, verify: false };
    case 'files':
      return { verify: true, ...(await askServerName(place, old)), ...(await askTlsFiles(place, old)) };
  }
}

function choiceOf(tls: TlsOptions | undefined): TlsChoice {
  if (!tls) return 'none';
  if (!tls.verify) return 'unverified';
  return tls.caFile !== undefined || tls.certFile !== undefined || tls.serverName !== undefined ? 'files' : 'verify';
}

/** What the certificate is checked against, and what is asked for (SNI). */
async function askServerName(place: StepPlace, old: TlsOptions | undefined): Promise<Pick<TlsOptions, 'serverName'>> {
  const name = await askText({
    ...place,
    prompt: "Name in the server's certificate (SNI); empty for the name of the host.",
    value: old?.serverName ?? '',
  });
  return name.trim() === '' ? {} : { serverName: name.trim() };
}

async function askTlsFiles(place: StepPlace, old: TlsOptions | undefined): Promise<Partial<TlsOptions>> {
  const caFile = await askPemFile(place, 'Authority (CA) to trust', old?.caFile);
  const certFile = await askPemFile(place, 'Client certificate', old?.certFile);
  const keyFile =
    certFile === undefined ? undefined : await askPemFile(place, 'Key of the client certificate', old?.keyFile);
  if (certFile !== undefined && keyFile === undefined) {
    throw new CodedError('INVALID_INPUT', 'A client certificate needs its key too. Choose both, or neither.');
  }
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && keyFile !== undefined && { certFile, keyFile }),
  };
}

/** Undefined for none. One that was chosen before is kept by Enter. */
async function askPemFile(place: StepPlace, what: string, old: string | undefined): Promise<string | undefined> {
  const answer = await askChoice<'keep' | 'choose' | 'none'>({ ...place, placeholder: `${what}: a PEM file` }, [
    ...(old === undefined ? [] : [{ label: 'Keep', description: old, value: 'keep' as const }]),
    { label: 'Choose a File…', value: 'choose' },
    { label: 'None', value: 'none' },
  ]);
  if (answer !== 'choose') return answer === 'keep' ? old : undefined;
  const file = await askFile(what, old);
  if (file === undefined) throw abortError();
  return file;
}
