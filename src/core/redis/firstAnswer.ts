import type { Clock } from '../base/clock';

/** Milliseconds until the next is asked as well: longer than a healthy server takes, too short for people to notice. */
const HEAD_START_MS = 300;

/**
 * Asks the candidates in their order until one answers: the next as soon as one fails, or beside it when it takes long, so
 * that a dead host at the front costs a moment and not a timeout. An answer that comes after the first goes to `drop`.
 * When none answers, rejects with an AggregateError of all reasons in the order of the candidates.
 */
export function firstAnswer<Candidate, Answer>(
  candidates: readonly Candidate[],
  ask: (candidate: Candidate) => Promise<Answer>,
  drop: (late: Answer) => void,
  clock: Clock,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const reasons: unknown[] = [];
    let asked = 0;
    let failed = 0;
    let answered = false;
    const next = (): void => {
      if (answered) return;
      const index = asked;
      const candidate = candidates[index];
      if (candidate === undefined) {
        if (failed === candidates.length) reject(new AggregateError(reasons));
        return;
      }
      asked += 1;
      const headStart = clock.after(HEAD_START_MS, next);
      ask(candidate).then(
        (answer) => {
          headStart.dispose();
          if (answered) drop(answer);
          answered = true;
          resolve(answer);
        },
        (reason: unknown) => {
          headStart.dispose();
          reasons[index] = reason;
          failed += 1;
          next();
        },
      );
    };
    next();
  });
}
