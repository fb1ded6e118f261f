import type { Step } from '../contract';
import { devices, logOutEverywhere, logOutOne, oneTimeCode } from './endingSteps';
import type { SessionValues } from './parameters';
import { cart, logInWithTtl, partialUpdate, touch } from './requestSteps';

/** In the order of a session's life: login, requests, cart, several devices, logout. */
export const steps: readonly Step<SessionValues>[] = [
  logInWithTtl,
  touch,
  partialUpdate,
  cart,
  devices,
  logOutOne,
  logOutEverywhere,
  oneTimeCode,
];
