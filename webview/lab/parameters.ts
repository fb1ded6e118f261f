import { formatValue } from '../shared/numbers';
import type { ParameterSpec, ParameterValue } from './model';

type Read = { readonly value: ParameterValue } | { readonly problem: string };
type TypedSpec = Exclude<ParameterSpec, { kind: 'choice' }>;

/** The limits in words: `10 to 1 000 000.` */
export function limitsOf(spec: TypedSpec): string {
  return spec.kind === 'number' ? `${formatValue(spec.min)} to ${formatValue(spec.max)}.` : '';
}

/** What was typed as a value of the parameter, or why it is none. The host checks again; this is for quick answers. */
export function readParameter(spec: TypedSpec, typed: string): Read {
  if (spec.kind === 'text') {
    const fits = typed.trim() !== '' && typed.length <= spec.maxLength;
    return fits ? { value: typed } : { problem: `1 to ${String(spec.maxLength)} characters.` };
  }
  // Thousands may be typed as they are shown, or with commas; a comma before any other number of digits is none of ours.
  const digits = typed.replace(/[\s']|,(?=\d{3}(?!\d))/g, '');
  const value = Number(digits);
  const whole = spec.fractions === true || Number.isInteger(value);
  if (digits !== '' && whole && value >= spec.min && value <= spec.max) return { value };
  const kind = spec.fractions === true ? 'A number' : 'A whole number';
  return { problem: `${kind} from ${formatValue(spec.min)} to ${formatValue(spec.max)}.` };
}
