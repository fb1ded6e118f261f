import type { Experiment, LaneResult } from '../contract';
import { naiveLane } from './naiveLane';
import type { SessionValues } from './parameters';
import { rightLane } from './rightLane';
import { crashesOf, load } from './trial';

export const experiment: Experiment<SessionValues, typeof load> = {
  load,
  question: (given) =>
    `What is left of ${String(given.logins)} logins of which ${String(crashesOf(given))} clients crash half-way, ${String(given.additions)} additions to one cart at once, and ${String(given.late)} updates that arrive after the logout?`,
  naive: { title: 'Write, then EXPIRE; read, change and write back', run: naiveLane },
  right: { title: 'One atomic login; changes in place', run: rightLane },
  judge: (naive, right, given) => [
    {
      text: 'Two commands leave sessions that never end',
      lane: 'naive',
      holds: count(naive, 'immortal') > 0,
    },
    { text: 'Writing the whole document back loses additions', lane: 'naive', holds: count(naive, 'lost') > 0 },
    { text: 'A late update brings sessions back', lane: 'naive', holds: count(naive, 'zombies') > 0 },
    { text: 'No session is without an end', lane: 'right', holds: count(right, 'immortal') === 0 },
    { text: 'Every addition is kept', lane: 'right', holds: count(right, 'lost') === 0 },
    { text: 'No session comes back', lane: 'right', holds: count(right, 'zombies') === 0 },
    {
      text: 'Whoever did not crash is logged in',
      lane: 'both',
      holds: [naive, right].every((lane) => count(lane, 'ended') === given.logins - crashesOf(given)),
    },
  ],
  explain: (naive, right, { additions }) =>
    `A client that died between the two commands left ${String(count(naive, 'immortal'))} sessions without a TTL; a transaction that is not finished is not done. All ${String(additions)} callers read the cart before any of them wrote it, so ${String(additions - count(naive, 'lost'))} of their additions stayed, against ${String(additions - count(right, 'lost'))} added on the server. And a plain write does not ask whether the session is still there: ${String(count(naive, 'zombies'))} came back, without a TTL.`,
};

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? NaN;
}
