/** A pattern for playwright's `hasText` that the whole text must equal; a string there would match any part of it. */
export function exactText(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
