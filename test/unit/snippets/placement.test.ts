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
  it('in TypeScript below the statement that the caret is in', () => {
    check('typescript', ['const a = 1;| <-', 'const b = 2;']);
    check('typescript', ['function f() {', '  call(', '    1,|', '    "(",', '  ); <-', '}']);
    check('typescript', ['const text = `', '  ( {|', '`; <-', 'next();']);
    check('typescript', ['/* (', ' |* [', ' */ <-', 'next();']);
    check('typescript', ["const it = '(';| // ( <-", 'next();']);
  });

  it('in Python below a statement, and not between a block and what opens it', () => {
    check('python', ['def f():|', '    return 1 <-', '']);
    check('python', ['call(', '    1,|', ') <-', 'next()']);
    check('python', ['if x:  # why|', '    y() <-']);
    check('python', ['text = """', 'def f():|', '""" <-', '']);
    check('python', ['a = 1 + \\|', '    2 <-']);
  });

  it('in Go between declarations', () => {
    check('go', ['package main', '', 'func main() {', '\tfor {|', '\t}', '} <-', '', 'type T struct {', '}']);
    check('go', ['package main| <-', '']);
    check('go', ['package main', 'var (', '\ta = 1|', ') <-']);
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
    assert.deepEqual(placementOf('java', '', 0, 'Board').frame, {
      before: 'public class Board {\n',
      after: '\n}',
      indent: '    ',
    });
  });
});
