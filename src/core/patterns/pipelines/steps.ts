import type { Command } from '../../redis/reply';
import { asArray, ReplyError } from '../../redis/reply';
import type { Step } from '../contract';
import { transaction } from '../kit/transaction';
import { inTrips, roundTrips as inWords } from '../kit/trips';
import type { PipelinesContext, PipelinesValues } from './parameters';
import { keepResult, perSecond } from './results';
import type { Way } from './ways';
import { affordable, autoPipelined, measure, mset, oneByOne, pipelined, script, valueKeys } from './ways';

type PipelinesStep = Step<PipelinesValues>;

/** A step that writes the values one way and tells what it took. */
function stepOf(way: Way, title: string, teaches: string): PipelinesStep {
  return {
    id: way.id,
    title,
    teaches,
    region: way.id,
    async run(context: PipelinesContext) {
      const measured = await measure(context, way, valueKeys(context, await affordable(context)));
      await keepResult(context, way, measured);
      const { values, roundTrips, commands } = measured;
      const sent = commands === 1 ? '1 command' : `${String(commands)} commands`;
      return {
        summary: `${String(values)} values took ${sent} in ${inWords(roundTrips)}, with ${String(context.parameters.delay)} ms of simulated delay for each trip.`,
        figures: [
          { label: 'Round trips', value: roundTrips },
          { label: 'Commands', value: commands },
          { label: 'Values per second, delay included', value: perSecond(measured), unit: '/s' },
        ],
      };
    },
  };
}

/** Not the whole is refused when one command is: a pipeline is only a way of sending. */
const partly: PipelinesStep = {
  id: 'partly',
  title: 'A pipeline is no transaction',
  teaches:
    'Commands of a pipeline are carried out one after the other, with those of others in between, and one that is refused stops none of them. Look at every reply; for all or nothing in between take MULTI.',
  region: 'partly',
  async run(context) {
    const { keys, redis, signal, ttlSeconds } = context;
    const [text, list] = [keys.of('text'), keys.of('list')];
    await transaction(context, [
      ['UNLINK', text, list],
      ['SET', text, 'first', 'EX', ttlSeconds],
      ['RPUSH', list, 'a'],
      ['EXPIRE', list, ttlSeconds],
    ]);
    const commands: readonly Command[] = [
      ['SET', text, 'second', 'KEEPTTL'],
      ['INCR', list],
      ['SET', text, 'third', 'KEEPTTL'],
    ];
    const [answered, trips] = await inTrips(context, () => redis.pipeline(commands, { signal }));
    const replies = asArray(answered);
    const refused = replies.filter((reply) => reply instanceof ReplyError).length;
    return {
      summary: `Of ${String(commands.length)} commands in ${trips} ${String(refused)} was refused and ${String(commands.length - refused)} were carried out, also the one after it.`,
      figures: [
        { label: 'Refused', value: refused, tone: 'bad' },
        { label: 'Carried out all the same', value: commands.length - refused },
      ],
    };
  },
};

/** From the slowest to the fewest round trips, and what none of them is. */
export const steps: readonly PipelinesStep[] = [
  stepOf(
    oneByOne,
    'One by one: a round trip each',
    'Each command waits until the one before it was answered. The server works for microseconds and the program waits for the network, once for each command.',
  ),
  stepOf(
    pipelined,
    'Pipelined: a round trip for each batch',
    'The commands of a batch are sent together and their replies come together. Batches of some hundred keep the memory for replies small, and let others in between.',
  ),
  stepOf(
    autoPipelined,
    'Pipelined by the client: nothing to gather',
    'Do not wait for each promise but for all of them: a client that pipelines by itself sends what was asked for in one turn of the event loop together.',
  ),
  stepOf(
    mset,
    'MSET: one command for many values',
    'One command is cheaper for the server than many, so for plain values MSET is the quickest. But it takes no TTL, and in a cluster its keys must be in one slot.',
  ),
  stepOf(
    script,
    'A script: one command that does the rest itself',
    'Where a value decides what comes next, a pipeline cannot help: the answer is needed in between. A script takes the decision to the server, in one round trip.',
  ),
  partly,
];
