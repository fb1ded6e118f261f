import { partsOf } from './namespaceName';
import { NamespaceStats } from './namespaceStats';

/** More names than this beside one another differ in a name, not in kind: `user:anna`, `user:ben`, … */
const MOST_SIBLINGS = 100;
/** First parts say what the key is. Of kinds nobody has so many: beyond that they are ids too. */
const MOST_FIRST = 5000;
/** What is kept does not grow with the keyspace: from here on fewer siblings are told apart. */
const MOST_FAMILIES = 10_000;
const FEWEST_SIBLINGS = 5;
const ANY = '*';

interface Node {
  readonly children: Map<string, Node>;
  /** Children that may become one. */
  foldable: number;
  folded: boolean;
  stats?: NamespaceStats;
}

/**
 * The families of a keyspace while its keys come in. Words that differ from key to key become `*` as soon as there are too
 * many of them in one place, so that a million slugs take no more room than a hundred. Names of one skeleton (`user:?:?`,
 * a `?` for each word) share a tree with a level for each word.
 */
export class FamilyTree {
  private readonly roots = new Map<string, Node>();
  /** Families of names no word of which was folded. */
  private readonly direct = new Map<string, NamespaceStats>();
  private most = MOST_SIBLINGS;
  private mostFirst = MOST_FIRST;
  private leaves = 0;

  /** `isKept` words stay what they are, as far as there are not too many of them. */
  constructor(private readonly isKept: (word: string) => boolean) {}

  /** The family of a name as `namespaceName` gives it. */
  of(name: string): NamespaceStats {
    return this.direct.get(name) ?? this.place(name);
  }

  /** All families by their names. Nothing can be added after it. */
  finish(): ReadonlyMap<string, NamespaceStats> {
    const families = new Map<string, NamespaceStats>();
    for (const [skeleton, root] of this.roots) {
      const parts = partsOf(skeleton);
      collect(root, [], (words, stats) => {
        let at = 0;
        const name = parts.map((part) => (part === '?' ? (words[at++] ?? ANY) : part)).join('');
        const same = families.get(name);
        if (same) same.merge(stats);
        else families.set(name, stats.named(name));
      });
    }
    return families;
  }

  private place(name: string): NamespaceStats {
    const family = this.walk(name);
    if (this.leaves <= MOST_FAMILIES || this.most <= FEWEST_SIBLINGS) return family;
    this.tighten();
    return this.walk(name);
  }

  private walk(name: string): NamespaceStats {
    const parts = partsOf(name);
    const skeleton = parts.map((part, at) => (at % 2 === 1 || part === ANY ? part : '?')).join('');
    let node = this.roots.get(skeleton);
    if (!node) this.roots.set(skeleton, (node = newNode()));
    let folded = false;
    for (const [at, word] of parts.entries()) {
      if (at % 2 === 1 || word === ANY) continue;
      const parent: Node = node;
      node = this.step(parent, word, at === 0 && parts.length > 1);
      folded ||= node !== parent.children.get(word);
    }
    if (!node.stats) this.leaves += 1;
    node.stats ??= new NamespaceStats();
    if (!folded) this.direct.set(name, node.stats);
    return node.stats;
  }

  private step(node: Node, word: string, isFirst: boolean): Node {
    const known = node.children.get(word);
    if (known) return known;
    const kept = this.isKept(word) && node.children.size - node.foldable < MOST_SIBLINGS;
    if (!kept) {
      if (!node.folded && node.foldable >= (isFirst ? this.mostFirst : this.most)) this.fold(node);
      if (node.folded) return childOf(node, ANY);
      node.foldable += 1;
    }
    return childOf(node, word);
  }

  private fold(node: Node): void {
    this.direct.clear();
    node.folded = true;
    node.foldable = 0;
    const words = [...node.children].filter(([word]) => word !== ANY && !this.isKept(word));
    const any = childOf(node, ANY);
    for (const [word, child] of words) {
      node.children.delete(word);
      this.merge(any, child);
    }
  }

  private merge(into: Node, from: Node): void {
    if (from.stats) {
      if (into.stats) this.leaves -= 1;
      into.stats ??= new NamespaceStats();
      into.stats.merge(from.stats);
    }
    for (const [word, child] of from.children) {
      const isNew = !into.children.has(word);
      if (isNew && word !== ANY && !this.isKept(word)) into.foldable += 1;
      this.merge(childOf(into, word), child);
    }
    if (from.folded || into.folded || into.foldable > this.most) this.fold(into);
  }

  /** Half as many siblings everywhere, until the rest is few enough. */
  private tighten(): void {
    while (this.leaves > MOST_FAMILIES && this.most > FEWEST_SIBLINGS) {
      this.most = Math.max(FEWEST_SIBLINGS, this.most >> 1);
      this.mostFirst = Math.max(MOST_SIBLINGS, this.mostFirst >> 1);
      // Only where more parts follow the first does it say the kind.
      for (const [skeleton, root] of this.roots) this.foldCrowded(root, /^\?./.test(skeleton));
    }
  }

  private foldCrowded(node: Node, isFirst: boolean): void {
    if (!node.folded && node.foldable > (isFirst ? this.mostFirst : this.most)) this.fold(node);
    for (const child of node.children.values()) this.foldCrowded(child, false);
  }
}

function newNode(): Node {
  return { children: new Map(), foldable: 0, folded: false };
}

function childOf(node: Node, word: string): Node {
  let child = node.children.get(word);
  if (!child) node.children.set(word, (child = newNode()));
  return child;
}

function collect(
  node: Node,
  words: readonly string[],
  found: (words: readonly string[], stats: NamespaceStats) => void,
): void {
  if (node.stats) found(words, node.stats);
  for (const [word, child] of node.children) collect(child, [...words, word], found);
}
