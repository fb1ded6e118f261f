import type { DecodedForm, DecodedString } from '../../../src/protocol/inspectorParts';
import { decodeBytes } from '../../../src/protocol/bytes';
import { formatBytes, formatCount } from '../../../src/protocol/format';
import { countOf } from '../../shared/numbers';
import { prettyJson } from '../prettyJson';
import type { Form, Shown } from './form';
import { hexDump } from './hexDump';

const NAMES: Readonly<Record<DecodedForm, string>> = {
  hyperloglog: 'HyperLogLog',
  gzip: 'gzip',
  zlib: 'zlib',
  brotli: 'brotli',
  msgpack: 'MessagePack',
};

/** Unpacked by the host, within bounds; to be read only. */
export function decodedForm(form: DecodedForm): Form {
  return async (_content, part, signal) => {
    const decoded = await part('decodeString', { form }, signal);
    return decoded === null ? { text: '', words: 'empty' } : shownOf(NAMES[form], decoded);
  };
}

function shownOf(name: string, decoded: DecodedString): Shown {
  if (decoded.kind === 'hyperloglog') {
    const { estimate, encoding, used, cached } = decoded.facts;
    return {
      words: `${name}, counted here as PFCOUNT does: nothing was written`,
      facts: [
        { name: 'Estimated elements', value: formatCount(estimate) },
        { name: 'Standard error', value: '0.81 %' },
        { name: 'Registers in use', value: `${formatCount(used)} of ${formatCount(16_384)}` },
        { name: 'Kept', value: encoding },
        { name: 'Count kept in the value', value: cached ? 'yes' : 'no: the next PFCOUNT counts anew and writes it' },
      ],
    };
  }
  const { value, cut } = decoded;
  const bytes = decodeBytes(value);
  const cutWords = {
    bound: `the first ${formatBytes(bytes.length)} of what comes out`,
    input: `the value ends early, or is longer than what is unpacked at once`,
  };
  const words = [`${name}, unpacked to be read`, cut ? cutWords[cut] : countOf(bytes.length, 'byte')].join(' · ');
  if (!value.isText) return { text: hexDump(bytes.subarray(0, 65_536)), words: `${words} · not text, as bytes` };
  return { text: (cut ? undefined : prettyJson(value.text)) ?? value.text, words };
}
