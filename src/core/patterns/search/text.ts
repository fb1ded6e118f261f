import type { Segment } from '../blocks';

/** What Search leaves out by default, so that both ways to search agree on what a word is. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this ' +
    'to was will with'
  ).split(' '),
);

/** More words than anybody types; a pasted page must not become a query of thousands of terms. */
const MOST_WORDS = 16;

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text, lower case, without stop words and single letters. The same for documents and for what is typed. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).filter((word) => word.length > 1 && !STOP_WORDS.has(word));
}

/** The words of a query: each once, and not too many. What holds no word is looked for as it is, which finds nothing. */
export function queryWords(text: string): string[] {
  const words = [...new Set(wordsOf(text))].slice(0, MOST_WORDS);
  // Control characters are blanks: Search takes what begins with a zero byte for an empty text, and refuses it.
  const typed = text.replace(/\p{Cc}/gu, ' ').trim();
  return words.length === 0 && typed !== '' ? [typed] : words;
}

/** The singular, as far as three rules go: batteries, boxes, laptops. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}

/** The words as the inverted index knows them, each once. */
export function stemsOf(words: readonly string[]): string[] {
  return [...new Set(words.map(singular))];
}

/** The text in parts; marked are the words whose singular is one of `terms`. */
export function markWords(text: string, terms: ReadonlySet<string>): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!terms.has(singular(word.toLowerCase()))) continue;
    if (index > end) segments.push({ text: text.slice(end, index) });
    segments.push({ text: word, marked: true });
    end = index + word.length;
  }
  if (end < text.length) segments.push({ text: text.slice(end) });
  return segments;
}
