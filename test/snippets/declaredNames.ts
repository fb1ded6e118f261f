import { execFileSync } from 'node:child_process';
import * as ts from 'typescript';

/**
 * The names that code declares at its top level, as far as a second declaration would be an error or take the first one's
 * place; of TypeScript with ioredis also the commands that it adds to the client.
 */
export function declaredNames(extension: string, code: string): readonly string[] {
  const find = FINDERS[extension];
  if (!find) throw new Error(`Nobody knows what code in .${extension} declares.`);
  return [...new Set(find(code))];
}

const FINDERS: Readonly<Record<string, (code: string) => readonly string[]>> = {
  ts: inTypeScript,
  js: inTypeScript,
  py: inPython,
  go: (code) => [...matches(code, /^(?:func|type|var|const) (\w+)/gm), ...inBlocks(code)],
  // A type, a field or a method of the class that the code lies in.
  java: (code) =>
    matches(code, /^(?:[a-z]+ )*(?:record|class|enum|interface) (\w+)|^[A-Za-z][^(=;{]*?\b(\w+)(?:\(| =|;)/gm),
  sh: (code) => matches(code, /^(?:(\w+)\(\)|(?!IFS\b)(\w+)=|(?:IFS= )?read -r -d '' (\w+)|declare -\w+ (\w+))/gm),
};

function matches(code: string, pattern: RegExp): readonly string[] {
  return [...code.matchAll(pattern)].flatMap(([, ...groups]) =>
    groups.filter((name) => (name as unknown) !== undefined),
  );
}

function inTypeScript(code: string): readonly string[] {
  const { statements } = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest);
  return [
    ...statements.flatMap(namesOf),
    ...matches(code, /\.defineCommand\('(\w+)'/g).map((name) => `command ${name}`),
  ];
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundBy(name));
  // `declare module 'ioredis'` adds to what is there.
  if (!('name' in statement) || ts.isModuleDeclaration(statement)) return [];
  const name = statement.name as ts.Identifier | undefined;
  return name ? [name.text] : [];
}

function boundBy(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundBy(element.name)));
}

/** Names in `var ( … )` and its like, as gofmt has them. */
function inBlocks(code: string): readonly string[] {
  const blocks = [...code.matchAll(/^(?:var|const|type) \(\n(.*?)^\)/gms)].map(([, lines = '']) => lines);
  return blocks.flatMap((lines) => matches(lines, /^\t(\w+)/gm));
}

const PYTHON = `
import ast, sys
for node in ast.parse(sys.stdin.read()).body:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        print(node.name)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        for target in getattr(node, "targets", None) or [node.target]:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    print(name.id)
`;

function inPython(code: string): readonly string[] {
  return execFileSync('python3', ['-c', PYTHON], { input: code, encoding: 'utf8' })
    .split('\n')
    .filter((name) => name !== '');
}
