import { CodedError } from '../base/errors';

/** Names of TLS failures as Node and OpenSSL give them. */
const TLS_CODES = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_OSSL)/;

/** What happened and what to do, by the failure's name; the first that fits. `…ALERT…` are the server's words about us. */
const EXPLANATIONS: readonly (readonly [code: RegExp, text: string])[] = [
  [
    /ALTNAME_INVALID/,
    "the server's certificate is for another name. Set the server name in the TLS settings to one that it lists",
  ],
  [
    /^(DEPTH_ZERO_)?SELF_SIGNED|^UNABLE_TO_(VERIFY|GET)/,
    "the authority that signed the server's certificate is not trusted here. Set the CA file that belongs to the server",
  ],
  [/^CERT_HAS_EXPIRED/, "the server's certificate has expired. Have it renewed, and check the clock of this machine"],
  [/^CERT_NOT_YET_VALID/, "the server's certificate is not valid yet. Check the clock of this machine"],
  [/^CERT_/, "the server's certificate was rejected. Have it checked by whoever runs the server"],
  [
    /CERTIFICATE_REQUIRED|ALERT_HANDSHAKE_FAILURE/,
    'the server wants a client certificate. Set both the certificate and its key in the TLS settings',
  ],
  [
    /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE|UNSUPPORTED_CERTIFICATE|DECRYPT_ERROR|ACCESS_DENIED)/,
    'the server does not accept the client certificate. Set one that was signed by an authority it trusts',
  ],
  [
    /KEY_VALUES_MISMATCH/,
    'the client certificate and the client key do not belong together. Set the files of one pair',
  ],
  [
    /^ERR_OSSL_(CRYPTO_)?(INTERRUPTED|BAD_DECRYPT)|BAD_PASSWORD|MISSING_PASSPHRASE/,
    'the client key is protected by a pass phrase, which is not supported. Set a key without one',
  ],
  [
    /^ERR_OSSL/,
    'the client certificate or its key is no PEM file that can be used (-----BEGIN …). Correct the files in the TLS settings',
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    'what answers there is no TLS. Turn TLS off for this connection, or correct the port',
  ],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER/,
    'client and server have no TLS version or cipher in common. Allow TLS 1.2 or 1.3 on the server',
  ],
];

/** The failure of a TLS handshake with `address` as an error for people, or undefined when `code` is none. */
export function tlsError(address: string, code: string, cause: unknown): CodedError | undefined {
  if (!TLS_CODES.test(code)) return undefined;
  const known = EXPLANATIONS.find(([pattern]) => pattern.test(code))?.[1];
  const text = known ?? `${cause instanceof Error ? cause.message : code}. Check the TLS settings`;
  const shown = known === undefined ? '' : ` (${code})`;
  return new CodedError('TLS_FAILED', `No secure connection to ${address}: ${text}.${shown}`, { cause });
}
