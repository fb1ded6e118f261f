import type { StringForm } from '../../../src/protocol/inspectorParts';

/** Every name there is, whoever shows it. */
const NAMES: Readonly<Record<StringForm, true>> = {
  text: true,
  json: true,
  hex: true,
  base64: true,
  number: true,
  bitmap: true,
  hyperloglog: true,
  gzip: true,
  zlib: true,
  brotli: true,
  msgpack: true,
};

/** The form of that name, as far as there is one: what was kept may be from another version. */
export function formOf(name: unknown): StringForm | undefined {
  return typeof name === 'string' && Object.hasOwn(NAMES, name) ? (name as StringForm) : undefined;
}
