import type { Experiment, LaneResult } from '../contract';
import { naiveLane } from './naiveLane';
import type { SessionValues } from './parameters';
import { rightLane } from './rightLane';
import { ADDITIONS, CRASHES, LATE, LOGINS } from './trial';

export const experiment: Experiment<SessionValues> = {
  question: `What is left of ${String(LOGINS)} logins of which ${String(CRASHES)} clients crash half-way, ${String(ADDITIONS)} additions to one cart at once, and ${String(LATE)} updates that arrive after the logout?`,
  naive: { title: 'Write, then EXPIRE; read, change and write back', run: naiveLane },
  right: { title: 'One atomic login; changes in place', run: rightLane },
  judge: (naive, right) => [
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
      holds: [naive, right].every((lane) => count(lane, 'ended') === LOGINS - CRASHES),
    },
  ],
  explain: (naive, right) =>
    `A client that died between the two commands left ${String(count(naive, 'immortal'))} sessions without a TTL; a transaction that is not finished is not done. All ${String(ADDITIONS)} callers read the cart before any of them wrote it, so ${String(ADDITIONS - count(naive, 'lost'))} of their additions stayed, against ${String(ADDITIONS - count(right, 'lost'))} added on the server. And a plain write does not ask whether the session is still there: ${String(count(naive, 'zombies'))} came back, without a TTL.`,
};

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? NaN;
}
