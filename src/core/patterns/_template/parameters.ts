import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  pages: {
    kind: 'number',
    title: 'Pages',
    description: 'How many pages there are.',
    default: 100,
    min: 1,
    max: 10_000,
  },
} as const satisfies ParameterSpecs;

export type TemplateValues = ParameterValues<typeof parameters>;
export type TemplateContext = PatternContext<TemplateValues>;
