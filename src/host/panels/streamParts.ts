import { readStreamConsumers, readStreamEntries, readStreamPending } from '../../core/keyspace/readers/stream';
import type { Executor } from '../../core/redis/executor';
import { encodeBytes } from '../../protocol/bytes';
import type { PartHandlers } from '../../protocol/inspectorParts';
import { streamEntry } from './inspectorMessages';

type StreamPart = 'streamEntries' | 'streamConsumers' | 'streamPending';

/** The parts of a stream. */
export function streamParts(key: Buffer, executor: () => Executor): Pick<PartHandlers, StreamPart> {
  return {
    streamEntries: async (params, signal) => {
      const page = await readStreamEntries(executor(), key, params, signal);
      return { ...page, rows: page.rows.map(streamEntry) };
    },
    streamConsumers: async ({ group }, signal) => {
      const consumers = await readStreamConsumers(executor(), key, Buffer.from(group, 'base64'), signal);
      return consumers.map((consumer) => ({ ...consumer, name: encodeBytes(consumer.name) }));
    },
    streamPending: async ({ group, ...params }, signal) => {
      const page = await readStreamPending(executor(), key, { ...params, group: Buffer.from(group, 'base64') }, signal);
      return { ...page, rows: page.rows.map((row) => ({ ...row, consumer: encodeBytes(row.consumer) })) };
    },
  };
}
