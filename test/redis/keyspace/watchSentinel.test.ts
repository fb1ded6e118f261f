import { KeyWatcher } from '../../../src/core/keyspace/watch/keyWatcher';
import { need } from '../../support/servers/need';
import { withClient } from '../../support/servers/respClient';
import type { RunningSentinels } from '../../support/servers/sentinel';
import { startSentinels } from '../../support/servers/sentinel';
import { OpenConnections, stateOf } from '../connectionHelpers';
import { WatchedKey } from './watched';

describe('Hearing of changes behind Sentinel', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let setup: RunningSentinels | undefined;

  before(async function () {
    await need(this, 'redis7');
    setup = await startSentinels();
  });
  after(async () => {
    connections.close();
    await setup?.stop();
  });

  it('is live again by itself on the replica that took over', async () => {
    const { name, sentinels, primary, replicas } = setup!;
    const endpoints = sentinels.map(({ host, port }) => ({ host, port }));
    const topology = { kind: 'sentinel' as const, masterName: name, sentinels: endpoints };
    const connection = await connections.open(0, { topology });
    const read = async () => {
      const reply = await connection.send(['GET', 'the key']);
      return reply === null ? undefined : String(reply);
    };
    const key = new WatchedKey(new KeyWatcher(connection), 'the key', read);
    try {
      await key.is('tracking');
      await withClient(primary.address, (client) => client.call('SET', 'the key', 'before'));
      await key.shows('before');
      await withClient(primary.address, (client) => client.call('WAIT', 1, 5000));
      await primary.kill();
      await stateOf(connection, 'reconnecting');
      await stateOf(connection, 'ready');
      await key.is('tracking');
      await withClient(replicas[0]!.address, (client) => client.call('SET', 'the key', 'after'));
      await key.shows('after');
    } finally {
      key.dispose();
    }
  });
});
