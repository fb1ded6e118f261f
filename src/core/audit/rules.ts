import type { Rule } from './rule';
import {
  deprecatedCommands,
  evalTexts,
  heavyCommands,
  keysCommand,
  setThenExpire,
  slowCommands,
} from './rules/commands';
import { mixedExpiry, stampede, temporaryWithoutExpiry } from './rules/expiry';
import { bigKeys, hotNamespace, keyPerField, pastThreshold, unboundedGrowth } from './rules/memory';
import { longNames, mixedNaming, oddNames, unseparatedNames } from './rules/naming';
import { evictionPolicy, evictions, fragmentation, noMaxmemory, noPersistence, unnamedClients } from './rules/server';

/** Every practice that an audit checks, in the order in which a report tells them. */
export const rules: readonly Rule[] = [
  temporaryWithoutExpiry,
  mixedExpiry,
  stampede,
  unseparatedNames,
  mixedNaming,
  longNames,
  oddNames,
  bigKeys,
  unboundedGrowth,
  hotNamespace,
  pastThreshold,
  keyPerField,
  noMaxmemory,
  evictionPolicy,
  evictions,
  fragmentation,
  noPersistence,
  unnamedClients,
  keysCommand,
  heavyCommands,
  slowCommands,
  setThenExpire,
  evalTexts,
  deprecatedCommands,
];

export function ruleOf(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
