import { plurals, postings, prefix } from './coreSteps';
import { facets, filters, highlight, severalWords } from './findingSteps';
import type { SearchStep } from './findingSteps';
import { hostile } from './hostileStep';
import { autocomplete, page, schema, stemming } from './serverSteps';
import { FULL_TEXT } from './variants';
import { conflict, writing } from './writingSteps';

/** First what an index is, then what it finds and in what order, then what is typed, and at last what is written. */
export const steps: readonly SearchStep[] = [
  schema,
  postings,
  stemming,
  plurals,
  ...forEach(severalWords, 'coreSearch'),
  ...forEach(filters, 'coreFacets'),
  page,
  ...forEach(highlight, 'coreSearch'),
  ...forEach(facets, 'coreFacets'),
  autocomplete,
  prefix,
  ...forEach(hostile, 'core', 'query'),
  ...forEach(writing, 'coreWrite'),
  conflict,
];

/** What both ways to search teach, each with its own code beside it. */
function forEach(step: SearchStep, coreRegion: string, region = step.region): SearchStep[] {
  return [
    { ...step, ...(region !== undefined && { region }), variants: FULL_TEXT },
    { ...step, id: `${step.id}Core`, region: coreRegion, variants: ['invertedIndex'] },
  ];
}
