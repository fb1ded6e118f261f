import type { Step } from '../contract';
import { basket, buyOnce, restocking, sentTwice } from './buyingSteps';
import { balance, cancel, confirm, expire, hold } from './holdSteps';
import type { InventoryValues } from './parameters';

export const steps: readonly Step<InventoryValues>[] = [
  ...[buyOnce, sentTwice, hold, confirm, cancel, expire],
  ...[basket, restocking, balance],
];
