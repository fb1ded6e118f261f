import type { Command, Reply } from '../../redis/reply';
import { asArray, asText } from '../../redis/reply';
import { SUGGESTIONS } from './found';
import type { CoreNames } from './names';

/** What no prefix goes beyond: a byte that UTF-8 does not have. As a string it would be sent as two others. */
const END = Buffer.from([0xff]);
const LAST_WORD = /[\p{L}\p{N}]+$/u;

/** The words that begin as the last typed one does: all scores are 0, so the set is in the order of the alphabet. */
export function completeCommand(names: CoreNames, text: string): Command {
  const start = LAST_WORD.exec(text)?.[0].toLowerCase() ?? '';
  const from = Buffer.from(`[${start}`);
  // Nothing begins as nothing does: an empty range, instead of the first words of the alphabet.
  if (start === '') return ['ZRANGE', names.words, '+', '-', 'BYLEX', 'LIMIT', 0, SUGGESTIONS];
  return ['ZRANGE', names.words, from, Buffer.concat([from, END]), 'BYLEX', 'LIMIT', 0, SUGGESTIONS];
}

/** What was typed, with its last word completed; nothing that changes nothing. */
export function completions(text: string, reply: Reply): string[] {
  const before = text.replace(LAST_WORD, '');
  return asArray(reply)
    .map((word) => before + asText(word))
    .filter((completed) => completed !== text);
}
