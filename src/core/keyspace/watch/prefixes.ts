/** Those of `prefixes` that no other one covers, each once: a server refuses to broadcast prefixes that overlap. */
export function coveringPrefixes(prefixes: readonly Buffer[]): readonly Buffer[] {
  const covering: Buffer[] = [];
  // In order of their bytes a prefix stands right before all that begin with it.
  for (const prefix of [...prefixes].sort((a, b) => Buffer.compare(a, b))) {
    const last = covering.at(-1);
    if (!last || !startsWith(prefix, last)) covering.push(prefix);
  }
  return covering;
}

export function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.subarray(0, prefix.length).equals(prefix);
}

/** Whether both name the same ones, both in order of their bytes. */
export function sameAll(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  return a.length === b.length && a.every((each, at) => b[at]?.equals(each));
}
