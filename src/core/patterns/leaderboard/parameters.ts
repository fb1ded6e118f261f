import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { PatternContext } from '../contract';
import { playerName } from './players';

export const parameters = {
  players: {
    kind: 'number',
    title: 'Players',
    description: 'How many players the all-time board is filled with.',
    default: 1000,
    min: 10,
    max: 1_000_000,
  },
  top: {
    kind: 'number',
    title: 'Shown',
    description: 'How many of the best are read.',
    default: 10,
    min: 3,
    max: 50,
    unit: 'players',
  },
  board: {
    kind: 'choice',
    title: 'Board',
    description: 'Which board the live view shows. Days and weeks are those of UTC.',
    default: 'all',
    choices: [
      { value: 'all', title: 'All time' },
      { value: 'day', title: 'Today' },
      { value: 'week', title: 'This week' },
    ],
  },
  follow: {
    kind: 'text',
    title: 'Followed player',
    description: 'Whose place, neighbours and percentile are looked at.',
    default: playerName(41),
    maxLength: 100,
  },
  points: {
    kind: 'number',
    title: 'Points per win',
    description: 'What the followed player gets for a win.',
    default: 100,
    min: 1,
    max: 1_000_000,
  },
} as const satisfies ParameterSpecs;

export type LeaderboardContext = PatternContext<ParameterValues<typeof parameters>>;
