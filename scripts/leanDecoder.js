// ioredis comes compiled for runtimes without private members: each step of its decoder of replies asks a WeakSet or a
// WeakMap who it is, some ten times for each name that SCAN delivers. As plain functions and properties it does the same
// in less than half the time. Only the way to members changes, not a statement of what it does.
const fs = require('node:fs');

const METHOD = /__classPrivateFieldGet\(this, _Decoder_instances, "m", (_Decoder_\w+)\)/g;
const FIELDS = '(_Decoder_(?:cursor|next))';
const READ = new RegExp(`__classPrivateFieldGet\\(this, ${FIELDS}, "f"\\)`, 'g');
const WRITE = new RegExp(`__classPrivateFieldSet\\(this, ${FIELDS}, ([\\s\\S]*?), "f"\\)`, 'g');
const DEFINE = new RegExp(`${FIELDS}\\.set\\(this, ([^)]*)\\);`, 'g');

/** The source of ioredis' decoder with direct ways to its members. @throws when it is not written as it was. */
function leanDecoder(source) {
  let text = source;
  const replace = (pattern, by) => {
    const found = text.match(pattern)?.length ?? 0;
    if (found === 0)
      throw new Error(`The decoder of ioredis has no ${pattern} any more: look at scripts/leanDecoder.js.`);
    text = text.replace(pattern, by);
  };
  replace(METHOD, '$1');
  replace(READ, 'this.$1');
  replace(WRITE, '(this.$1 = $2)');
  replace(DEFINE, 'this.$1 = $2;');
  if (/classPrivateField\w+\(this, _Decoder_(?:cursor|next|instances)/.test(text)) {
    throw new Error('Not every member of the decoder of ioredis was found: look at scripts/leanDecoder.js.');
  }
  return text;
}

/**
 * The source of what uses the decoder, with the doubles of RESP3 as the bytes that RESP2 has in their place. It makes texts
 * of them when integers are texts, and then the two could not be told apart. @throws when it is not written as it was.
 */
function doublesAsBytes(source) {
  const pattern = /(\[decoder_1\.RESP_TYPES\.NUMBER\]: String, \[decoder_1\.RESP_TYPES\.DOUBLE\]: )String/;
  if (!pattern.test(source))
    throw new Error('ioredis does not map doubles as it did any more: look at scripts/leanDecoder.js.');
  return source.replace(pattern, '$1Buffer');
}

const leanDecoderPlugin = {
  name: 'lean-decoder',
  setup(build) {
    build.onLoad({ filter: /ioredis[\\/]built[\\/]resp[\\/]decoder\.js$/ }, async (args) => ({
      contents: leanDecoder(await fs.promises.readFile(args.path, 'utf8')),
      loader: 'js',
    }));
    build.onLoad({ filter: /ioredis[\\/]built[\\/]DataHandler\.js$/ }, async (args) => ({
      contents: doublesAsBytes(await fs.promises.readFile(args.path, 'utf8')),
      loader: 'js',
    }));
  },
};

module.exports = { leanDecoder, doublesAsBytes, leanDecoderPlugin };
