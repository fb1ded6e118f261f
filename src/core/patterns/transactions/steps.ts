import type { Step } from '../contract';
import { contention, script, version } from './lockingSteps';
import { multi, notRolledBack, refusedWhole } from './multiSteps';
import type { TransactionsValues } from './parameters';

/** What MULTI does, what it does not, and what to do where a value decides. */
export const steps: readonly Step<TransactionsValues>[] = [
  multi,
  notRolledBack,
  refusedWhole,
  contention,
  version,
  script,
];
