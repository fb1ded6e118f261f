import type { KeysApi } from '../../api';
import { DeploymentScan } from '../../core/keyspace/deploymentScan';
import { readKeyValue } from '../../core/keyspace/readKeyValue';
import type { ScanOptions } from '../../core/keyspace/scan';
import type { ConnectionOf } from './connectionOf';

/** Keys that are looked at unless the caller says otherwise. */
const DEFAULT_LIMIT = 10_000;

export function createKeysApi(connectionOf: ConnectionOf): KeysApi {
  return {
    async scan({ connectionId, match, limit = DEFAULT_LIMIT, signal } = {}) {
      const options: ScanOptions = { budget: { keys: limit }, ...(match !== undefined && { match }) };
      const scan = await DeploymentScan.begin(connectionOf(connectionId), options, signal);
      // SCAN may return a name twice.
      const found = new Map<string, Buffer>();
      await scan.next((names) => {
        for (const name of names) found.set(name.toString('latin1'), name);
      }, signal);
      return { keys: [...found.values()], scanned: scan.scanned, complete: scan.done };
    },
    async read(key, { connectionId } = {}) {
      return readKeyValue(connectionOf(connectionId), typeof key === 'string' ? Buffer.from(key) : key);
    },
  };
}
