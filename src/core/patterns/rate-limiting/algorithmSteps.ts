import type { Step } from '../contract';
import type { ParameterValues } from '../parameters';
import { FOLLOWED } from './clients';
import type { parameters } from './parameters';
import { request } from './requests';
import { decisionFigures, inWords } from './tell';

type RateStep = Step<ParameterValues<typeof parameters>>;

/** What is stored, and why that is enough: a first request, told for each algorithm. */
const TOLD: readonly { readonly variant: string; readonly title: string; readonly teaches: string }[] = [
  {
    variant: 'gcra',
    title: 'One time says it all',
    teaches:
      'GCRA keeps one number: the time up to which the requests are paid for. Each request moves it on by one interval, and is refused when it would be further ahead than the burst allows. No counter, no list, no cleaning up.',
  },
  {
    variant: 'tokenBucket',
    title: 'Tokens that come back as they are looked at',
    teaches:
      'A hash holds how many tokens there were and when they were counted. Nobody fills the bucket: the script adds what has come back since, takes the cost and stores both in one step.',
  },
  {
    variant: 'slidingLog',
    title: 'Every request remembered until it leaves the window',
    teaches:
      'A sorted set holds the time of each admitted request, each under an id of its own: two requests of the same millisecond are two members. It is exact, and costs memory for each request.',
  },
  {
    variant: 'slidingCounter',
    title: 'Two counters that pass for a sliding window',
    teaches:
      'The window before counts for the share of it that the sliding window still covers. The keys are named after the window; the script compares that name with the server time, and a call that came over the boundary asks again under the right name.',
  },
  {
    variant: 'fixedWindow',
    title: 'A counter that ends with its window',
    teaches:
      'One counter, and an expiry at the end of the window, set by the request that creates it, in the same script. It is the cheapest way, and right for quotas of a day or a month.',
  },
];

/** The first step of each variant: its region is named after the algorithm. */
export const algorithmSteps: readonly RateStep[] = TOLD.map(({ variant, title, teaches }) => ({
  id: variant,
  title,
  teaches,
  region: variant,
  variants: [variant],
  async run(context) {
    const [decision] = await request(context, [FOLLOWED]);
    if (!decision) return { summary: 'Nothing was asked.' };
    return { summary: `A request of ${FOLLOWED} was ${inWords(decision)}.`, figures: decisionFigures(decision) };
  },
}));
