import { CodedError } from '../base/errors';

interface SpecBase {
  readonly title: string;
  /** One sentence for the form's hint and the settings' description. */
  readonly description: string;
}

export interface NumberSpec extends SpecBase {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whole numbers unless said otherwise. */
  readonly fractions?: boolean;
  readonly unit?: string;
}

export interface TextSpec extends SpecBase {
  readonly kind: 'text';
  readonly default: string;
  readonly maxLength: number;
  /** It is looked at while it is typed, and may be empty: a search box. */
  readonly immediate?: boolean;
}

export interface ChoiceSpec extends SpecBase {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly { readonly value: string; readonly title: string }[];
}

export type ParameterSpec = NumberSpec | TextSpec | ChoiceSpec;
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;
export type ParameterValue = number | string;

export type ParameterValues<Specs extends ParameterSpecs> = {
  // Of a spec whose kind is not known here, the value may be either.
  readonly [Name in keyof Specs]: ParameterSpec extends Specs[Name]
    ? ParameterValue
    : Specs[Name] extends NumberSpec
      ? number
      : string;
};

/**
 * The values to run with: what was given where it fits its spec, the default where nothing was given. Throws
 * `INVALID_INPUT` with a sentence that names the parameter; unknown names are refused too.
 */
export function resolveParameters(
  specs: ParameterSpecs,
  given: Readonly<Record<string, unknown>>,
): Record<string, ParameterValue> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) throw new CodedError('INVALID_INPUT', `There is no parameter "${name}".`);
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      given[name] === undefined ? spec.default : check(spec, given[name]),
    ]),
  );
}

function check(spec: ParameterSpec, value: unknown): ParameterValue {
  switch (spec.kind) {
    case 'number':
      return checkNumber(spec, value);
    case 'text':
      return checkText(spec, value);
    case 'choice':
      if (typeof value !== 'string' || !spec.choices.some((choice) => choice.value === value)) {
        const choices = spec.choices.map((choice) => choice.title).join(', ');
        throw new CodedError('INVALID_INPUT', `${spec.title} must be one of: ${choices}.`);
      }
      return value;
  }
}

function checkText(spec: TextSpec, value: unknown): string {
  if (typeof value !== 'string' || (value.trim() === '' && !spec.immediate) || value.length > spec.maxLength) {
    const length = `${spec.immediate ? 'at most' : '1 to'} ${String(spec.maxLength)}`;
    throw new CodedError('INVALID_INPUT', `${spec.title} must be a text of ${length} characters.`);
  }
  return value;
}

function checkNumber(spec: NumberSpec, value: unknown): number {
  const inRange = typeof value === 'number' && value >= spec.min && value <= spec.max;
  if (!inRange || (!spec.fractions && !Number.isInteger(value))) {
    const kind = spec.fractions ? 'a number' : 'a whole number';
    throw new CodedError(
      'INVALID_INPUT',
      `${spec.title} must be ${kind} from ${String(spec.min)} to ${String(spec.max)}.`,
    );
  }
  return value;
}
