import type { Step } from '../contract';
import { cross, limits } from './encodings';
import { buckets, policy, usage } from './measuringSteps';
import type { MemoryValues } from './parameters';
import { formOf, shapes, weigh } from './shapes';

type MemoryStep = Step<MemoryValues>;

/** Users that are looked at: one round trip for each shape. */
const LOOKED_AT = 20;

const shapesStep: MemoryStep = {
  id: 'shapes',
  title: 'Bytes per user, by shape',
  teaches:
    'Each key costs its name and some fifty bytes beside its value. A small hash keeps fields and values in one piece of memory; a string of JSON is about as small but has to be read and written whole.',
  region: 'shapes',
  async run(context) {
    const form = formOf(context);
    const users = Math.min(LOOKED_AT, context.parameters.entities);
    const weights = await Promise.all(shapes.map((shape) => weigh(context, shape, form, users)));
    const figures = shapes.flatMap(({ title }, index) => {
      const weight = weights[index];
      return weight ? [{ label: title, value: weight.bytesPerUser, unit: 'B', source: weight.source }] : [];
    });
    const told = figures.map(({ label, value }) => `${label} ${String(value)}`).join(', ');
    return { summary: `Bytes for a user of ${String(form.fields)} fields: ${told}.`, figures };
  },
};

const encodings: MemoryStep = {
  id: 'encodings',
  title: 'Compact up to a limit, and no way back',
  teaches:
    'Small collections lie in one piece of memory; one element too many, or one too long, and the server turns them into a table of pointers, several times as big. It does not turn them back when they shrink. The limits are settings, read here from the server.',
  region: 'encodings',
  async run(context) {
    const crossings = await Promise.all(limits.map((limit) => cross(context, limit)));
    const figures = limits.flatMap(({ title }, index) => {
      const crossing = crossings[index];
      if (!crossing) return [];
      const { limit, before, after, shrunk } = crossing;
      return [
        { label: `${title}: ${String(limit)}`, value: `${before.encoding}, ${String(before.bytes)} B` },
        { label: `${title}: ${String(limit + 1)}`, value: `${after.encoding}, ${String(after.bytes)} B` },
        { label: `${title}: small again`, value: `${shrunk.encoding}, ${String(shrunk.bytes)} B` },
      ];
    });
    const [fields] = crossings;
    const example = fields
      ? `A hash of ${String(fields.limit)} fields took ${String(fields.before.bytes)} bytes as ${fields.before.encoding}, with one more ${String(fields.after.bytes)} as ${fields.after.encoding}, and without it again it stayed ${fields.shrunk.encoding}.`
      : `${String(crossings.filter(Boolean).length)} of ${String(limits.length)} limits are low enough to be tried here.`;
    return { summary: example, figures };
  },
};

export const steps: readonly MemoryStep[] = [usage, shapesStep, encodings, buckets, policy];
