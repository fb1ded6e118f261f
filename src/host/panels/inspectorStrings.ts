import { decodeString } from '../../core/keyspace/strings/decodeString';
import type { Executor } from '../../core/redis/executor';
import { encodeBytes } from '../../protocol/bytes';
import type { InspectorContract } from '../../protocol/inspector';
import type { InspectorParts } from '../../protocol/inspectorParts';
import type { Handlers } from '../../protocol/rpc';
import { saveString } from './saveString';

/** Answers what the view of a string asks for by itself. `executor` throws while there is no connection. */
export function stringHandlers(
  key: Buffer,
  executor: () => Executor,
): Pick<Handlers<InspectorContract>, keyof Pick<InspectorParts, 'decodeString' | 'saveString'>> {
  return {
    decodeString: async ({ form }, signal) => {
      const decoded = await decodeString(executor(), key, form, signal);
      if (decoded?.kind !== 'bytes') return decoded ?? null;
      const { bytes, ...rest } = decoded;
      return { ...rest, value: encodeBytes(bytes) };
    },
    saveString: () => saveString(executor(), key),
  };
}
