import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  accounts: {
    kind: 'number',
    title: 'Accounts',
    description: 'How many people there are who send each other money.',
    default: 8,
    min: 2,
    max: 20,
  },
  opening: {
    kind: 'number',
    title: 'Opening balance',
    description: 'What each account begins with.',
    default: 1000,
    min: 100,
    max: 1_000_000,
  },
  amount: {
    kind: 'number',
    title: 'Amount',
    description: 'What one transfer moves.',
    default: 100,
    min: 1,
    max: 10_000,
  },
  contenders: {
    kind: 'number',
    title: 'Contenders',
    description:
      'How many writers change the same value at the same time; to watch it each has a connection of its own.',
    default: 8,
    min: 2,
    max: 50,
  },
} as const satisfies ParameterSpecs;

export type TransactionsValues = ParameterValues<typeof parameters>;
export type TransactionsContext = PatternContext<TransactionsValues>;
