import assert from 'node:assert/strict';
import type { AnyPattern, Variant } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import type { NumberSpec, ParameterSpec } from '../../src/core/patterns/parameters';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { RedisConnection } from '../../src/core/redis/redisConnection';
import { need } from '../support/servers/need';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { profileAt } from '../redis/connectionHelpers';
import { connectTo, sessionOf } from './sessions';

// The conformance suite runs every experiment with the load it begins with; here with the smallest and the largest that one
// may choose, in every variant: the fault shows all the same, and the right way has none.

/** Where each variant runs: Redis Stack for those that need its modules. */
const FLAVOURS: Readonly<Record<'redis7' | 'stack', (variant: Variant) => boolean>> = {
  redis7: ({ requires }) => requires.length === 0,
  stack: ({ requires }) => requires.length > 0,
};
const CHANGEABLE = patternDefinitions.filter(({ experiment }) => Object.keys(experiment.load).length > 0);

for (const flavour of ['redis7', 'stack'] as const) {
  const runsHere = FLAVOURS[flavour];
  describe(`loads of experiments on ${flavour}`, () => {
    let server: RunningServer;
    let connection: RedisConnection;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      connection = await connectTo(server.port);
    });

    after(async () => {
      (connection as RedisConnection | undefined)?.dispose();
      await (server as RunningServer | undefined)?.stop();
    });

    for (const pattern of CHANGEABLE.filter(({ variants }) => variants.some(runsHere))) {
      for (const bound of ['min', 'max'] as const) {
        it(`${pattern.id}: every rule holds with the ${bound === 'min' ? 'smallest' : 'largest'} load`, async () => {
          for (const session of sessionsOf(pattern)) {
            const load = loadAt(pattern, bound);
            for (const [name, value] of Object.entries(load)) session.setLoad(name, value);
            const result = await session.runExperiment();
            assert.deepEqual(result.load, load, 'it says what it ran with');
            for (const rule of result.rules) assert.ok(rule.holds, `${session.state.variant}: ${rule.text}`);
            await session.cleanUp();
            session.dispose();
          }
        });
      }
    }

    function sessionsOf(pattern: AnyPattern): DemoSession[] {
      return pattern.variants.filter(runsHere).map(({ id }) => {
        const session = sessionOf(pattern, connection);
        session.setVariant(id);
        return session;
      });
    }
  });
}

describe('the load of an experiment', () => {
  for (const { id, experiment } of CHANGEABLE) {
    it(`${id}: is told in its question`, () => {
      const begun = loadOf(experiment.load, (spec) => spec.default);
      const most = loadOf(experiment.load, (spec) => spec.max);
      assert.notEqual(experiment.question(begun), experiment.question(most));
    });
  }

  it('is held to its bounds, and told as it is', () => {
    const inventory = patternDefinitions.find(({ id }) => id === 'inventory') ?? assert.fail('no inventory');
    // Nothing is sent for it.
    const session = sessionOf(inventory, new RedisConnection({ profile: profileAt(1) }));
    session.setLoad('buyers', 500);
    for (const buyers of [5, 1_000_000, 200.5]) {
      assert.throws(() => session.setLoad('buyers', buyers), { code: 'INVALID_INPUT' });
    }
    assert.throws(() => session.setLoad('players', 500), { code: 'INVALID_INPUT' });
    assert.deepEqual(session.state.load, { buyers: 500, stock: 100, large: 20, small: 10 });
    session.dispose();
  });
});

function loadAt({ experiment }: AnyPattern, bound: 'min' | 'max'): Record<string, number> {
  return loadOf(experiment.load, (spec) => spec[bound]);
}

function loadOf(
  specs: Readonly<Record<string, ParameterSpec>>,
  value: (spec: NumberSpec) => number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      assert.ok(spec.kind === 'number', `${name} is a number`);
      return [name, value(spec)];
    }),
  );
}
