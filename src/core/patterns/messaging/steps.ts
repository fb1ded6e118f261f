import type { Step } from '../contract';
import { channelSteps } from './channelSteps';
import type { MessagingValues } from './parameters';
import { streamSteps } from './streamSteps';

export const steps: readonly Step<MessagingValues>[] = [...channelSteps, ...streamSteps];
