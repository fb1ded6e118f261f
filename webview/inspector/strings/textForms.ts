import { decodeBytes } from '../../../src/protocol/bytes';
import { formatBytes } from '../../../src/protocol/format';
import { prettyJson } from '../prettyJson';
import type { Form } from './form';
import { hexDump } from './hexDump';

/** Bytes of a dump: each takes five characters of the page. */
const LONGEST_DUMP = 262_144;

const OTHER_BYTES = 'not valid UTF-8, other bytes as \\xHH';

/** As it is. */
export const textForm: Form = ({ value }) => ({ text: value.text, words: value.isText ? 'text' : OTHER_BYTES });

/** Set out over lines, digits unchanged. */
export const jsonForm: Form = ({ value, total }) => {
  // A part of a JSON document is none, so only whole values are tried.
  if (decodeBytes(value).length < total) return { text: value.text, words: 'set out as JSON once all of it is loaded' };
  const json = value.isText ? prettyJson(value.text) : undefined;
  return json === undefined
    ? { text: value.text, words: value.isText ? 'not JSON, or nested too deep to be set out' : OTHER_BYTES }
    : { text: json, words: 'JSON, set out' };
};

export const hexForm: Form = ({ value }) => {
  const bytes = decodeBytes(value);
  const words = bytes.length > LONGEST_DUMP ? `the first ${formatBytes(LONGEST_DUMP)} as bytes` : 'bytes';
  return { text: hexDump(bytes.subarray(0, LONGEST_DUMP)), words };
};

export const base64Form: Form = ({ value }) => ({ text: value.base64, words: 'base64' });
