import type { Command, CommandArg, Reply } from '../../redis/reply';
import { asText } from '../../redis/reply';
import { scriptCommand } from '../../redis/scripts';
import type { Product } from './catalogue';
import type { CoreNames } from './names';
import { indexScript } from './scripts';
import { singular, wordsOf } from './text';

/** A word of the name says more about a product than one of the description. */
const NAME_WEIGHT = 5;

/** What the index holds of a document; kept in it, because whoever changes it must know what to take away. */
export interface Indexed {
  readonly category: string;
  readonly words: readonly string[];
}

/** How often each word is there, singular, those of the name counted five times. */
export function weightsOf({ name, description }: Pick<Product, 'name' | 'description'>): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of wordsOf(text).map(singular)) weights.set(word, (weights.get(word) ?? 0) + weight);
  };
  add(name, NAME_WEIGHT);
  add(description, 1);
  return weights;
}

/** What is indexed of a document as its field says, or undefined when there is no such document. */
export function readIndexed(reply: Reply): { readonly text: string; readonly indexed: Indexed } | undefined {
  if (reply === null) return undefined;
  const text = asText(reply);
  return { text, indexed: JSON.parse(text) as Indexed };
}

/**
 * The script's command that puts `product` (or nothing) where `before` (the document's field `indexed`, or nothing) was.
 * Answers 0 when it was not there any more.
 */
export function indexCommand(
  names: CoreNames,
  id: string | number,
  before: Reply,
  product: Product | undefined,
  seconds: number,
): Command {
  const old = readIndexed(before);
  const weights = product ? weightsOf(product) : new Map<string, number>();
  const words = [...new Set([...(old?.indexed.words ?? []), ...weights.keys()])];
  const category = product?.category ?? old?.indexed.category ?? '';
  const keys = [
    names.document(id),
    names.words,
    names.prices(old?.indexed.category ?? category),
    names.prices(category),
    ...words.map((word) => names.word(word)),
  ];
  const fields = product ? fieldsOf(product, { category, words: [...weights.keys()] }) : [];
  const postings = words.flatMap((word) => [word, weights.get(word) ?? 0]);
  const price = product?.price ?? 0;
  const args = [old?.text ?? '', id, price, seconds, fields.length / 2, ...fields, ...postings];
  return scriptCommand(indexScript(words.length), keys, args);
}

function fieldsOf(product: Product, indexed: Indexed): CommandArg[] {
  const { name, description, category, price } = product;
  const fields = { name, description, category, price, indexed: JSON.stringify(indexed) };
  return Object.entries(fields).flat();
}
