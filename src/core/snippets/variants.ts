import type { ImportSyntax } from './clients';
import { importsFor } from './needed';
import type { InsertableCode } from './render';
import { bodyOf } from './render';
import { isUsed } from './shared';

/** A variant of a pattern, as far as its code is concerned. */
export interface CodeVariant {
  readonly id: string;
  readonly title: string;
  /** The regions of the snippets that no other variant needs, unless it names them too. */
  readonly regions?: readonly string[];
  /** What its code says in place of `{variant}`, where it differs from others' in that. */
  readonly written?: string;
  readonly prefix?: string;
}

/** What may be inserted of a pattern: a variant, or all of them. */
export interface CodeChoice {
  readonly variant: CodeVariant;
  readonly all: boolean;
}

/**
 * The variants whose code differs, the current one first; all of them at last, where none has it all. One choice alone where
 * all variants have the same code.
 */
export function codeChoices(
  variants: readonly [CodeVariant, ...CodeVariant[]],
  current: CodeVariant = variants[0],
): readonly CodeChoice[] {
  const keyOf = ({ written = '', regions = [] }: CodeVariant): string => [written, ...regions].join();
  const different = variants.filter((one, at) => variants.findIndex((other) => keyOf(other) === keyOf(one)) === at);
  const first = different.find((one) => keyOf(one) === keyOf(current)) ?? variants[0];
  const ordered = [first, ...different.filter((one) => one !== first)];
  const all = new Set(variants.flatMap(({ regions = [] }) => regions));
  const isSplit = variants.every(({ regions = [] }) => regions.length < all.size);
  return [...ordered.map((variant) => ({ variant, all: false })), ...(isSplit ? [{ variant: first, all: true }] : [])];
}

/** What one types for the code: `redis-ratelimit-token` for a variant, `redis-ratelimit` for all of them or the only one. */
export function prefixOf(
  pattern: { readonly id: string; readonly prefix?: string },
  { variant, all }: CodeChoice,
  choices: readonly CodeChoice[],
): string {
  const base = `redis-${pattern.prefix ?? pattern.id}`;
  if (all || choices.length === 1) return base;
  return `${base}-${variant.prefix ?? variant.id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The code without what only other variants need. */
export function codeOfChoice(
  code: InsertableCode,
  variants: readonly CodeVariant[],
  { variant, all }: CodeChoice,
  syntax: ImportSyntax,
): InsertableCode {
  const own = new Set(variants.flatMap(({ regions = [] }) => regions));
  const kept = code.parts.filter(
    ({ region = '' }) => all || !own.has(region) || (variant.regions ?? []).includes(region),
  );
  // A helper that only others call goes with them.
  const parts = kept.filter((part) => all || isUsed(part, kept));
  const [text, omitted] = [parts, code.parts.filter((part) => !parts.includes(part))].map((some) =>
    bodyOf({ imports: [], parts: some }),
  );
  return { ...code, imports: importsFor(code.imports, text ?? '', omitted ?? '', syntax), parts };
}
