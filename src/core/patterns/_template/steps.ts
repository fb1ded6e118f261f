import { asNumber } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { transaction } from '../kit/transaction';
import type { TemplateContext, TemplateValues } from './parameters';

export const steps: readonly Step<TemplateValues>[] = [
  {
    id: 'count',
    title: 'Count in place, do not read and write back',
    teaches: 'HINCRBY adds on the server, so two visitors at once are two visits.',
    region: 'count',
    async run(context: TemplateContext): Promise<StepResult> {
      const key = context.keys.of('visits');
      const [visits] = await transaction(context, [
        ['HINCRBY', key, '/page/0', 1],
        ['EXPIRE', key, context.ttlSeconds],
      ]);
      return { summary: `/page/0 has ${String(asNumber(visits ?? null))} visits.` };
    },
  },
];
