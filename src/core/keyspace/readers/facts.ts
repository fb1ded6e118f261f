import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asBytes, asPairs, asText, ReplyError } from '../../redis/reply';
import type { FactsContent, KeyFact } from '../keyTypes';
import { askOf, type Reader } from './reader';

interface FactsSource {
  /** Of the form `NAME key`; answers pairs of names and values. */
  readonly info: string;
  /** A second command, and what its reply adds. */
  readonly extra?: {
    readonly command: (key: Buffer) => Command;
    readonly read: (reply: Reply) => Partial<FactsContent>;
  };
}

const QUANTILES = [0, 0.5, 0.9, 0.99, 1];

/** By the name that TYPE gives: what holds no rows that could be paged, and tells facts about itself. */
const SOURCES: Readonly<Record<string, FactsSource>> = {
  'MBbloom--': { info: 'BF.INFO' },
  MBbloomCF: { info: 'CF.INFO' },
  'CMSk-TYPE': { info: 'CMS.INFO' },
  'TopK-TYPE': {
    info: 'TOPK.INFO',
    extra: {
      command: (key) => ['TOPK.LIST', key, 'WITHCOUNT'],
      read: (reply) => ({
        items: asPairs(reply).map(([item, count]) => ({ item: asBytes(item), note: asText(count) })),
      }),
    },
  },
  'TDIS-TYPE': {
    info: 'TDIGEST.INFO',
    extra: {
      command: (key) => ['TDIGEST.QUANTILE', key, ...QUANTILES],
      read: (reply) => ({
        facts: asArray(reply).map((value, at) => ({ name: `Quantile ${String(QUANTILES[at])}`, value: asText(value) })),
      }),
    },
  },
  vectorset: { info: 'VINFO' },
};

/** Readers of all of them. */
export const FACT_READERS: readonly (readonly [type: string, Reader])[] = Object.entries(SOURCES).map(
  ([type, { info, extra }]) => [
    type,
    async (executor: Executor, { key, signal }) => {
      const commands: Command[] = [[info, key], ...(extra ? [extra.command(key)] : [])];
      const replies = await askOf(executor, key, commands, signal);
      if (!replies) return undefined;
      const more = extra?.read(replies[1] ?? null);
      const facts = [...factsOf(replies[0] ?? null), ...(more?.facts ?? [])];
      return { content: { kind: 'facts', type, facts, ...(more?.items && { items: more.items }) } };
    },
  ],
);

/** Pairs of names and values as text, in the server's order and words. */
export function factsOf(reply: Reply): KeyFact[] {
  return asPairs(reply).map(([name, value]) => ({ name: asText(name), value: textOf(value) }));
}

/** Any reply in words: lists in brackets, nil as `none`. */
export function textOf(reply: Reply): string {
  if (reply === null) return 'none';
  if (reply instanceof ReplyError) return reply.message;
  return Array.isArray(reply) ? `[${(reply as readonly Reply[]).map(textOf).join(', ')}]` : asText(reply);
}
