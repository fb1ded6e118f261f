import type { StepPlace } from './inputs';
import { WentBack } from './inputs';

/** One question. Answers false when there was nothing to ask, so that the way back passes over it. */
export type Step<Draft> = (place: StepPlace, draft: Draft) => Promise<boolean>;

/** Asks step by step, with a way back; ends in an abort error when it is cancelled. Steps keep what they learn in `draft`. */
export async function walk<Draft>(title: string, steps: readonly Step<Draft>[], draft: Draft): Promise<void> {
  const asked: number[] = [];
  for (let at = 0; at < steps.length; at += 1) {
    const place = { title, step: at + 1, totalSteps: steps.length, canGoBack: asked.length > 0 };
    try {
      if (await steps[at]?.(place, draft)) asked.push(at);
    } catch (error) {
      if (!(error instanceof WentBack)) throw error;
      at = (asked.pop() ?? 0) - 1;
    }
  }
}
