import { CodedError } from '../base/errors';
import type { ParameterSpecs, ParameterValue } from './parameters';
import { resolveParameters } from './parameters';

/** Those of `texts` that name a parameter and fit it, as values of its kind. What does not fit is left out. */
export function fittingParameters(
  specs: ParameterSpecs,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, ParameterValue>> {
  const values = Object.entries(texts).flatMap(([name, text]) => {
    const spec = specs[name];
    if (!spec) return [];
    const value = spec.kind === 'number' ? Number(text) : text;
    return fits(specs, name, value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(values);
}

function fits(specs: ParameterSpecs, name: string, value: ParameterValue): boolean {
  try {
    resolveParameters(specs, { [name]: value });
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}
