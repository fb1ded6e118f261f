import { displayText } from '../../src/protocol/displayText';

/** A text of many lines with its hidden characters shown; line ends and tabs stay what they are. */
export function showControls(text: string): string {
  return text.replace(/[^\n\t\p{L}\p{N}\p{P}\p{S}\p{M}\p{Zs}]/gu, (character) => displayText(character));
}
