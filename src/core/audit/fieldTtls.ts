import type { Connection } from '../redis/connection';
import type { Command, Reply } from '../redis/reply';
import { asArray, asBytes, ReplyError } from '../redis/reply';
import type { NamespaceStats } from './namespaceStats';
import { pipelineUntouched } from './untouched';

/** Families whose hashes are looked into, those with the most of them first. */
const FAMILIES = 200;
const FIELDS = 20;

/**
 * Says of each family whether its hashes without a TTL have fields that expire by themselves: asked of some fields of some
 * hashes, where the server has such.
 */
export async function settleFieldTtls(
  connection: Connection,
  families: readonly NamespaceStats[],
  hasFieldTtls: boolean,
  signal: AbortSignal,
): Promise<void> {
  const open = families.filter(({ tables }) => tables.count > 0).sort((a, b) => b.tables.count - a.tables.count);
  await Promise.all(
    open.map(async (family, at) => {
      const keys = hasFieldTtls && at < FAMILIES ? family.tables.examples : [];
      const found = await Promise.all(keys.map((key) => fieldsExpire(connection, key, signal)));
      family.settle(found.some((expires) => expires));
    }),
  );
}

async function fieldsExpire(connection: Connection, key: Buffer, signal: AbortSignal): Promise<boolean> {
  const executor = connection.nodeOf(key)?.executor;
  if (!executor) return false;
  // Whoever has TTLs of fields (Redis 7.4, Valkey 9) has NO-TOUCH.
  const ask = async (command: Command): Promise<readonly Reply[]> => {
    const [reply = null] = await pipelineUntouched(executor, [command], 'prevented', { signal });
    return reply === null || reply instanceof ReplyError ? [] : asArray(reply);
  };
  const [, page = null] = await ask(['HSCAN', key, 0, 'COUNT', FIELDS, 'NOVALUES']);
  const fields = page === null ? [] : asArray(page).slice(0, FIELDS).map(asBytes);
  const ttls = fields.length === 0 ? [] : await ask(['HPTTL', key, 'FIELDS', fields.length, ...fields]);
  return ttls.some((ttl) => typeof ttl === 'number' && ttl >= 0);
}
