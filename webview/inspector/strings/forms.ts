import type { StringForm } from '../../../src/protocol/inspectorParts';
import { bitmapForm } from './bitmapForm';
import { decodedForm } from './decodedForms';
import type { Form } from './form';
import { numberForm } from './numberForm';
import { base64Form, hexForm, jsonForm, textForm } from './textForms';

export interface NamedForm {
  readonly title: string;
  /** `data-action` of its button. */
  readonly action: string;
  readonly show: Form;
}

/** Who shows what, each in a file of its own, in the order of the list. */
export const FORMS: Readonly<Record<StringForm, NamedForm>> = {
  text: { title: 'Text', action: 'asText', show: textForm },
  json: { title: 'JSON', action: 'asJson', show: jsonForm },
  hex: { title: 'Hex', action: 'asHex', show: hexForm },
  base64: { title: 'Base64', action: 'asBase64', show: base64Form },
  number: { title: 'Number', action: 'asNumber', show: numberForm },
  bitmap: { title: 'Bits', action: 'asBitmap', show: bitmapForm },
  hyperloglog: { title: 'HyperLogLog', action: 'asHyperLogLog', show: decodedForm('hyperloglog') },
  gzip: { title: 'gzip', action: 'asGzip', show: decodedForm('gzip') },
  zlib: { title: 'zlib', action: 'asZlib', show: decodedForm('zlib') },
  brotli: { title: 'brotli', action: 'asBrotli', show: decodedForm('brotli') },
  msgpack: { title: 'MessagePack', action: 'asMessagePack', show: decodedForm('msgpack') },
};
