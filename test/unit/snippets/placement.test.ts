import assert from 'node:assert/strict';
import { missingHeader, placementOf } from '../../../src/core/snippets/placement';

/** Where code goes in a document whose caret is marked by `|`: `at` stands at the end of that line. */
function check(languageId: string, marked: readonly string[]): void {
  const caret = marked.findIndex((line) => line.includes('|'));
  const lines = marked.map((line) => line.replace('|', '').replace(' <-', ''));
  const wanted = marked.findIndex((line) => line.includes(' <-'));
  assert.equal(placementOf(languageId, lines.join('\n'), caret, 'Board').line, wanted);
}

describe('where code goes', () => {
  it('in TypeScript below the statement of the file that the caret is in', () => {
    check('typescript', ['const a = 1;| <-', 'const b = 2;']);
    check('typescript', ['function f() {', '  call(', '    1,|', '    "(",', '  );', '} <-']);
    check('typescript', ['class A {', '  a = 1;|', '  b() {', '  }', '} <-', '']);
    check('typescript', ['const o = {', '  a: 1,|', '  b: 2,', '}; <-', '']);
    check('typescript', ['interface A {', '  a: string;|', '} <-', '']);
    check('typescript', ['const text = `', '  ( {|', '`; <-', 'next();']);
    check('typescript', ["const it = '(';| // ( <-", 'next();']);
  });

  it('in TypeScript not before a line that goes on with a statement', () => {
    check('typescript', ['foo|', '  .bar()', '', '.baz(); <-']);
    check('typescript', ['foo|', '.bar(); <-']);
    check('typescript', ['const a =|', '1; <-']);
    check('typescript', ['const a = b|', '? c', ': d; <-']);
    check('typescript', ['if (a) {|', '}', 'else {', '} <-']);
    check('typescript', ['function f()|', '{', '  a();', '} <-']);
    check('typescript', ['@Injectable()|', 'export class A {', '} <-', '']);
    check('typescript', ['@Component({', '  a: 1|', '})', 'export class A {', '} <-']);
    check('typescript', ['function f(a: string): void;|', 'function f(a: unknown): void {', '} <-']);
    check('typescript', ['/** About it. */|', 'export const a = 1; <-']);
  });

  it('in TypeScript by what is code, not by what is text, comment or regular expression', () => {
    check('typescript', ['/* (', ' |* [', ' */', 'next(); <-']);
    check('typescript', ['const quote = /[\'"`{(]/;| <-', 'next();']);
    check('typescript', ['const a = b / c, d = "/{" / 2; // {| <-', 'next();']);
    check('typescript', ['const t = `${a ? `{${b}` : "`"}`;| <-', 'next();']);
    check('typescript', ['const t = `', '${list.map((one) => {|', '  return one;', '})}', '`; <-', 'next();']);
    check('typescriptreact', ['const a = (|', "  <p title='it'>Don't</p>", '); <-', 'next();']);
    check('typescriptreact', ['export const A = () => {', '  return <b>{x && <i a={1} />}|</b>;', '}; <-', 'next();']);
  });

  it('in Python below a statement of the module, and not between a block and what opens it', () => {
    check('python', ['def f():|', '    return 1 <-', '']);
    check('python', ['call(', '    1,|', ') <-', 'next()']);
    check('python', ['if x:  # why|', '    y() <-']);
    check('python', ['if x:|', '    y()', 'else:', '    z() <-', 'next()']);
    check('python', ['class A:', '    a = 1|', '', '    def b(self):', '        pass <-', '', 'c = 1']);
    check('python', ['@cache|', 'def f():', '    return 1 <-', '']);
    check('python', ['@route(', '    "/"|', ')', 'def f():', '    return 1 <-', '']);
    check('python', ['text = """', 'def f():|', '""" <-', '']);
    check('python', ['a = 1 + \\|', '    2 <-']);
    check('python', ['# About it.|', 'a = 1 <-', 'b = 2']);
  });

  it('in Python above the main block, which runs before anything below it is there', () => {
    check('python', ['def main():', '    pass', '', ' <-', 'if __name__ == "__main__":', '    main()|']);
    check('python', ['if __name__ == "__main__":', '    main()| <-']);
  });

  it('in Go between declarations', () => {
    check('go', ['package main', '', 'func main() {', '\tfor {|', '\t}', '} <-', '', 'type T struct {', '}']);
    check('go', ['package main| <-', '']);
    check('go', ['package main', 'var (', '\ta = 1|', ') <-']);
    check('go', ['package main', 'var a =|', '\t1 <-', '']);
    check('go', ['package main', '', '//go:embed a.txt|', 'var a string <-', '']);
    check('go', ['package main', 'var a = `\\`| <-', "var b = '\"'", '']);
    assert.equal(missingHeader('go', '// notes\n'), 'package main\n\n');
    assert.equal(missingHeader('go', '// notes\npackage shop\n'), '');
    assert.equal(missingHeader('java', ''), '');
  });

  it('in a shell script between outermost commands', () => {
    check('shellscript', ['f() {', '  for a; do', '    echo|', '  done', '} <-', 'f']);
    check('shellscript', ['a=1| <-', 'b=2']);
    check('shellscript', ['if a; then|', '  b', 'else', '  c', 'fi <-', '']);
    check('shellscript', ['a |||', '  b && \\', '  c', 'd <-']);
    check('shellscript', ["cat <<'END'|", 'text', 'END <-', 'next']);
    check('shellscript', ['x=$(', '  y|', ') <-']);
  });

  it('in Java among the members of the class', () => {
    check('java', ['class A {', '    void f() {|', '        if (x) { }', '    } <-', '    int b;', '}']);
    check('java', ['class A {', '    int a; <-', '}', '|']);
    check('java', ['class A {| <-', '}']);
    check('java', ['class A {', '    @Override|', '    public String toString() {', '    } <-', '}']);
    check('java', ['class A {', '    void f()|', '    {', '        g();', '    } <-', '}']);
    check('java', ['class A {', '    int a =|', '            1; <-', '    int b;', '}']);
    check('java', ['class A {', '    /** About it. */|', '    int a; <-', '}']);
    check('java', ['class A {', '    String a = """', '        { "|', '        """; <-', '}']);
    check('java', ['enum A {|', '    X,', '    Y { void f() { } }; <-', '', '    void f() { }', '}']);
    check('java', ['interface A {', '    int a();|', '}', 'class B { <-', '}']);
  });

  it('in Java as far in as its neighbours', () => {
    const indentIn = (...lines: string[]): unknown[] => {
      const { indent, levels } = placementOf('java', lines.join('\n'), 1, 'Board');
      return [indent, levels];
    };
    assert.deepEqual(indentIn('class A {', '  int a =', '      1;', '}'), ['  ', undefined]);
    assert.deepEqual(indentIn('class A {', '}'), [undefined, 1]);
  });

  it('in Java in a class of its own where the file has none that can hold it', () => {
    assert.deepEqual(placementOf('java', '', 0, 'Board').frame, {
      before: 'public class Board {\n',
      after: '\n}',
    });
    for (const type of [
      'interface A {\n    int a();\n}',
      'enum A {\n    X,\n    Y\n}',
      '@interface A {\n    int a();\n}',
    ]) {
      assert.equal(placementOf('java', type, 1, 'Board').frame?.before, 'class Board {\n');
    }
    assert.equal(placementOf('java', 'interface Board { }', 0, 'Board').frame?.before, 'class BoardCode {\n');
  });
});
