import type { Random } from '../../../src/core/base/random';
import type { Command } from '../../../src/core/redis/reply';

/** Texts that break what quotes, paints or splits them carelessly. */
const HOSTILE: readonly Buffer[] = [
  ...[
    '</script>',
    '$(x)',
    '`id`',
    '\u001b[31mred\u001b[0m',
    '\u202eabc',
    '"quoted" \'too\'',
    'line\nline\r\n',
    'back\\slash\\',
  ],
  ...['\u0000nul\u0000', '', ' ', 'tab\t', '{"key":1}', '😀é\u2028', '#comment', '\ufeffbom', '-1', '\\x41', "'"],
].map((text) => Buffer.from(text));

const FAR = 4_000_000_000_000;

/** Commands that make `count` keys of all core types; names, fields and values are hostile, binary or both. */
export function mixedKeyspace(random: Random, count: number): Command[] {
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const binary = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, () => below(256)));
  const bytes = (): Buffer => {
    const hostile = HOSTILE[below(HOSTILE.length * 2)];
    return hostile ?? binary(below(40));
  };
  const some = (make: (index: number) => Command[number][], most: number): Command[number][] =>
    Array.from({ length: 1 + below(most) }, (_, index) => make(index)).flat();
  const makers: readonly ((key: Buffer) => Command[])[] = [
    (key) => [['SET', key, bytes()]],
    (key) => [['SET', key, below(1_000_000)]],
    (key) => [['SET', key, Buffer.alloc(300_000, binary(997))]],
    (key) => [['HSET', key, ...some(() => [bytes(), bytes()], 20)]],
    (key) => [['HSET', key, ...some((index) => [`f${String(index)}`, bytes()], 400)]],
    (key) => [['RPUSH', key, ...some(() => [bytes()], 400)]],
    (key) => [['SADD', key, ...some(() => [below(10_000)], 600)]],
    (key) => [['SADD', key, ...some(() => [bytes()], 30)]],
    (key) => [['ZADD', key, ...some(() => [random.next() * 10 ** (below(40) - 20), bytes()], 300)]],
    (key) => [['ZADD', key, '-inf', 'low', '+inf', 'high', 0.1, 'tenth', -0.0, 'zero']],
    (key) => [
      ...Array.from({ length: 1 + below(250) }, (_, at): Command => [
        'XADD',
        key,
        `${String(at + 1)}-${String(below(3))}`,
        bytes(),
        bytes(),
      ]),
      ['XGROUP', 'CREATE', key, bytes(), '1-0'],
      ['XGROUP', 'CREATE', key, 'at the end', '$'],
    ],
    (key) => [['XGROUP', 'CREATE', key, 'g', '$', 'MKSTREAM']],
    (key) => [['XADD', key, 'MAXLEN', 0, '5-5', 'a', 'b']],
  ];
  return Array.from({ length: count }, (_, index) => {
    const name =
      index === 0 ? Buffer.alloc(65_536, 'long\n') : Buffer.concat([Buffer.from(`${String(index)}:`), bytes()]);
    const commands = makers[index % makers.length]?.(name) ?? [];
    return index % 3 === 0 ? [...commands, ['PEXPIREAT', name, FAR + below(1e9)] satisfies Command] : commands;
  }).flat();
}
