import { el } from '../shared/dom';

/** Comments by the sign that opens them; every other language of the snippets writes `//`. */
const COMMENT: Readonly<Record<string, string>> = { python: '#', shellscript: '#', plaintext: '#', redis: '#' };

const KEYWORDS = new Set(
  `as async await break case catch class const continue def default defer elif else enum except export extends false
  finally for from func function go if implements import in interface is let local nil None not null of package private
  public range readonly return self static struct switch this throw throws True False true try type undefined var void
  while with yield new lambda end then`.split(/\s+/),
);

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\b\d[\d_.]*\b|[A-Za-z_]\w*|\s+|./gu;

/**
 * One line of code in the few colours that the eye needs. Line by line and by tokens only: text that spans lines is not
 * followed, which costs at most its colour.
 */
export function highlight(line: string, languageId: string): readonly (Node | string)[] {
  const trimmed = line.trimStart();
  const opener = COMMENT[languageId] ?? '//';
  if (trimmed.startsWith(opener) || /^(?:\/?\*|\/\*)/.test(trimmed))
    return [el('span', { class: 'code-comment', text: line })];
  const parts: (Node | string)[] = [];
  for (const { 0: token, index } of line.matchAll(TOKEN)) {
    if (line.startsWith(opener, index))
      return [...parts, el('span', { class: 'code-comment', text: line.slice(index) })];
    parts.push(colour(token));
  }
  return parts;
}

function colour(token: string): Node | string {
  if (/^["'`]/.test(token) && token.length > 1) return el('span', { class: 'code-string', text: token });
  if (/^\d/.test(token)) return el('span', { class: 'code-number', text: token });
  return KEYWORDS.has(token) ? el('span', { class: 'code-keyword', text: token }) : token;
}
