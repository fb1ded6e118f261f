import type { Script } from '../../redis/executor';
import lua from './index.lua?text';

/** Document, words, and two price lists; posting lists come after them, as many as the document has words. */
const FIXED_KEYS = 4;

const scripts = new Map<number, Script>();

/** The script for that many posting lists. Its text, and so its name on the server, is always the same. */
export function indexScript(postings: number): Script {
  let script = scripts.get(postings);
  if (!script) {
    script = { name: 'index', lua, keyCount: FIXED_KEYS + postings };
    scripts.set(postings, script);
  }
  return script;
}
