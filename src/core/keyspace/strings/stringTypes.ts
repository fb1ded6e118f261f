/** How the bytes of a string can be shown. */
export type StringForm = 'text' | 'json' | 'hex' | 'base64' | 'number' | 'bitmap' | DecodedForm;

/** Forms that are unpacked first, and therefore only to be read. */
export type DecodedForm = 'hyperloglog' | 'gzip' | 'zlib' | 'brotli' | 'msgpack';

export interface HyperLogLog {
  readonly encoding: 'dense' | 'sparse';
  /** What PFCOUNT answers. */
  readonly estimate: number;
  /** Registers that are not zero. */
  readonly used: number;
  /** The server keeps the estimate in the value; false when it would count anew. */
  readonly cached: boolean;
}
