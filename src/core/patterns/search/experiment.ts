import type { Experiment, LaneResult, Rule } from '../contract';
import type { ParameterValues } from '../parameters';
import { postingsLane, scanLane } from './coreExperiment';
import { askByParameters, askByText, fullTextLane } from './fullTextExperiment';
import type { parameters } from './parameters';
import { fullTextVariant } from './variants';

/**
 * Each variant has its own fault: a JSON index whose fields are no paths, typed text as query text over hashes, and a
 * search through all documents where there is no index.
 */
export const experiment: Experiment<ParameterValues<typeof parameters>> = {
  // A few products and questions, each of which is there for a fault.
  load: {},
  question: () => 'Does a search find all that has the words, and nothing else?',
  naive: {
    title: 'What is written first: field names for JSON, typed text as the query, or a look at every product',
    run(context) {
      const variant = fullTextVariant(context);
      if (!variant) return scanLane(context);
      return variant === 'searchJson'
        ? fullTextLane(context, variant, { lane: 'naive', by: 'name', command: askByParameters })
        : fullTextLane(context, variant, { lane: 'naive', command: askByText });
    },
  },
  right: {
    title: 'An index that knows the fields, asked word by word',
    run(context) {
      const variant = fullTextVariant(context);
      if (!variant) return postingsLane(context);
      return fullTextLane(context, variant, { lane: 'right', command: askByParameters });
    },
  },
  judge(naiveLane, rightLane) {
    return [
      {
        text: 'What is written first answers some questions wrong',
        lane: 'naive',
        holds: count(naiveLane, 'wrong') > 0,
      },
      { text: 'Every question is answered right', lane: 'right', holds: count(rightLane, 'wrong') === 0 },
      ...ruleOfVariant(naiveLane, rightLane),
      {
        text: 'Both were asked the same',
        lane: 'both',
        holds: count(naiveLane, 'queries') === count(rightLane, 'queries'),
      },
    ];
  },
  explain(naiveLane, rightLane) {
    const wrong = `${String(count(naiveLane, 'wrong'))} of ${String(count(naiveLane, 'queries'))}`;
    switch (faultOf(naiveLane)) {
      case 'scan':
        return `Each question read all products: ${String(count(naiveLane, 'roundTrips'))} round trips against ${String(count(rightLane, 'roundTrips'))}, and ${wrong} answers are wrong, because "lap" is in "laptop" and "overlapping". A list per word finds words; SCAN would have read every other key of the server too.`;
      case 'names':
        return `In a JSON index a field is a path. With a name alone FT.CREATE answers OK, the documents count as indexed, no failure is counted, and there are 0 records: no word can be found, so ${wrong} answers are wrong.`;
      case 'text':
        return `Typed text became syntax: ${String(count(naiveLane, 'errors'))} error, a minus that means NOT, a star that means everything. ${wrong} answers are wrong. One parameter for each word leaves nothing to be understood as syntax.`;
    }
  },
};

/** What shows beside wrong answers, of the fault that this variant has. */
function ruleOfVariant(naiveLane: LaneResult, rightLane: LaneResult): readonly Rule[] {
  switch (faultOf(naiveLane)) {
    case 'scan': {
      const ratio = count(naiveLane, 'roundTrips') / count(rightLane, 'roundTrips');
      return [{ text: 'Looking at every product takes five times the round trips', lane: 'naive', holds: ratio >= 5 }];
    }
    case 'names': {
      const silent = count(naiveLane, 'rows') === 0 && count(naiveLane, 'failures') === 0;
      return [{ text: 'No row is found, and no failure is counted', lane: 'naive', holds: silent }];
    }
    case 'text':
      return [
        { text: 'Something typed is a syntax error', lane: 'naive', holds: count(naiveLane, 'errors') > 0 },
        { text: 'Nothing typed is a syntax error', lane: 'right', holds: count(rightLane, 'errors') === 0 },
      ];
  }
}

/** Which of the three faults the lane has, by what it counted. */
function faultOf({ counts }: LaneResult): 'scan' | 'names' | 'text' {
  if ('roundTrips' in counts) return 'scan';
  return counts['records'] === 0 ? 'names' : 'text';
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
