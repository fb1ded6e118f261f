import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import { asBytes, asNumber } from '../../redis/reply';
import { ask } from '../readers/reader';
import { readHyperLogLog } from './hyperLogLog';
import { inflate } from './inflate';
import { unpack } from './messagePack';
import type { DecodedForm, HyperLogLog } from './stringTypes';

/** Bytes of the value that are read to be decoded, and bytes (or characters) of what comes out, at most. */
const MAX_BYTES = 1_048_576;

export type DecodedString =
  | {
      readonly kind: 'bytes';
      readonly bytes: Buffer;
      /** `bound`: there is more than is shown. `input`: the value is longer than what was read, or ends early. */
      readonly cut?: 'bound' | 'input';
    }
  | { readonly kind: 'hyperloglog'; readonly facts: HyperLogLog };

/**
 * Reads 1 MB of a string at most and unpacks it, into 1 MB at most; undefined when the key is not there. Rejects with
 * `INVALID_INPUT` when the value is not of that form, or as the executor does.
 */
export async function decodeString(
  executor: Executor,
  key: Buffer,
  form: DecodedForm,
  signal?: AbortSignal,
): Promise<DecodedString | undefined> {
  const [length = null, range = null] = await ask(
    executor,
    [
      ['STRLEN', key],
      ['GETRANGE', key, 0, MAX_BYTES - 1],
    ],
    signal,
  );
  if (asNumber(length) === 0) return undefined;
  const bytes = asBytes(range);
  switch (form) {
    case 'hyperloglog': {
      const facts = readHyperLogLog(bytes);
      if (facts) return { kind: form, facts };
      throw new CodedError('INVALID_INPUT', 'This value is not a HyperLogLog: it does not hold its 16 384 registers.');
    }
    case 'msgpack':
      return { kind: 'bytes', ...unpacked(bytes, asNumber(length)) };
    case 'gzip':
    case 'zlib':
    case 'brotli':
      return { kind: 'bytes', ...(await inflate(form, bytes, MAX_BYTES, signal)) };
  }
}

function unpacked(bytes: Buffer, total: number): { readonly bytes: Buffer; readonly cut?: 'bound' } {
  if (bytes.length < total) {
    throw new CodedError(
      'INVALID_INPUT',
      'MessagePack is decoded up to 1 MB. Save the value to a file to read it all.',
    );
  }
  const { text, cut } = unpack(bytes, { maxChars: MAX_BYTES });
  return { bytes: Buffer.from(text), ...(cut && { cut: 'bound' }) };
}
