// TypeScript to the JavaScript that somebody would have written: types are cut out of the text, so that comments, empty
// lines and names stay, and prettier closes the gaps.
const prettier = require('prettier');
const ts = require('typescript');

/** What has a meaning of its own when it runs, beyond its types; nothing of the sources needs it. */
const NO_TYPES = new Set([ts.SyntaxKind.EnumDeclaration, ts.SyntaxKind.ModuleDeclaration, ts.SyntaxKind.Decorator]);
const DECLARE = ts.SyntaxKind.DeclareKeyword;
const MODIFIERS = new Set([
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.AbstractKeyword,
  ts.SyntaxKind.OverrideKeyword,
]);

/** @typedef {{ start: number, end: number }} Cut */
/** @typedef {{ type: ts.Node, questionToken: ts.Node, exclamationToken: ts.Node }} Annotated */
/** @typedef {{ typeParameters: ts.NodeArray<ts.Node>, typeArguments: ts.NodeArray<ts.Node> }} Parametrized */

/**
 * @param {string} name the source's file, whose style the result has
 * @param {string} source
 */
async function inJavaScript(name, source) {
  const style = await prettier.resolveConfig(name, { editorconfig: true });
  return prettier.format(withoutTypes(source), { ...style, parser: 'babel' });
}

/** @param {string} source */
function withoutTypes(source) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {Cut[]} */
  const cuts = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const own = cutsOf(node, file);
    cuts.push(...own);
    // What is cut as a whole has nothing left inside.
    if (!own.some(({ start, end }) => start <= node.getStart(file) && end >= node.end)) node.forEachChild(visit);
  };
  file.forEachChild(visit);
  return without(source, cuts);
}

/**
 * @param {string} source
 * @param {Cut[]} cuts
 */
function without(source, cuts) {
  let text = '';
  let from = 0;
  for (const { start, end } of cuts.sort((a, b) => a.start - b.start)) {
    if (end <= from) continue;
    text += source.slice(from, Math.max(from, start));
    from = end;
  }
  return text + source.slice(from);
}

/**
 * What of this node itself is only there for the types.
 * @param {ts.Node} node
 * @param {ts.SourceFile} file
 * @returns {Cut[]}
 */
function cutsOf(node, file) {
  if (isOnlyTypes(node)) return [wholeStatement(node, file)];
  if (NO_TYPES.has(node.kind)) throw new Error(`${ts.SyntaxKind[node.kind]} is more than a type.`);
  if (ts.isImportSpecifier(node) && node.isTypeOnly)
    return [{ start: node.pos, end: node.end + comma(file, node.end) }];
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
    return [{ start: node.expression.end, end: node.end }];
  }
  return [...annotations(node), ...parameters(node, file), ...modifiers(node, file)];
}

/** @param {ts.Node} node */
function isOnlyTypes(node) {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  const isDeclared = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === DECLARE);
  if (isDeclared) return true;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/**
 * With the comment right above it and the empty lines below; with those above, where it is the last of a region.
 * @param {ts.Node} node
 * @param {ts.SourceFile} file
 */
function wholeStatement(node, file) {
  const { text } = file;
  const above = text.slice(0, node.getStart(file, true)).replace(/(?:^[ \t]*\/\/(?!\s*#).*\n)*[ \t]*$/m, '');
  const gap = /^[^\n]*\n(?:[ \t]*\n)*/.exec(text.slice(node.end))?.[0] ?? '';
  const end = node.end + gap.length;
  const isLast = /^\s*\/\/\s*#endregion/.test(text.slice(end));
  return { start: isLast ? above.trimEnd().length + 1 : above.length, end };
}

/**
 * `: T`, `?` and `!` behind a name, `: T` behind parameters.
 * @param {ts.Node} node
 * @returns {Cut[]}
 */
function annotations(node) {
  const { type, questionToken, exclamationToken } = /** @type {Partial<Annotated>} */ (node);
  const isTyped =
    ts.isFunctionLike(node) || ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node);
  if (!isTyped) return [];
  const marks = [questionToken, exclamationToken].filter((mark) => mark !== undefined);
  return [
    ...marks.map(({ pos, end }) => ({ start: pos, end })),
    // The colon ends where the type begins.
    ...(type ? [{ start: type.pos - 1, end: type.end }] : []),
  ];
}

/**
 * `<T>` of what is declared or called.
 * @param {ts.Node} node
 * @param {ts.SourceFile} file
 * @returns {Cut[]}
 */
function parameters(node, file) {
  const { typeParameters, typeArguments } = /** @type {Partial<Parametrized>} */ (node);
  return [typeParameters, typeArguments].flatMap((list) =>
    list ? [{ start: list.pos - 1, end: file.text.indexOf('>', list.end) + 1 }] : [],
  );
}

/**
 * @param {ts.Node} node
 * @param {ts.SourceFile} file
 * @returns {Cut[]}
 */
function modifiers(node, file) {
  if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword)
    return [{ start: node.pos, end: node.end }];
  const own = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  const cut = own.filter(({ kind }) => MODIFIERS.has(kind));
  if (cut.length > 0 && ts.isParameter(node)) throw new Error('A parameter that is a property is more than a type.');
  return cut.map((modifier) => ({ start: modifier.getStart(file), end: modifier.end }));
}

/**
 * @param {ts.SourceFile} file
 * @param {number} at
 */
function comma(file, at) {
  return file.text[at] === ',' ? 1 : 0;
}

module.exports = { inJavaScript };
