// The rules are only worth what they stop: each is broken in a copy of the repository and must speak up, and code that
// only resembles a breach must be let through.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compiled, cruised, targets } from './graphPlants';
import { linted } from './lintPlants';
import type { Plant } from './plant';
import { copyRepository, removeCopy, runTool } from './project';

/** The rules that spoke up, by planted file. */
type Findings = ReadonlyMap<string, readonly string[]>;

function plant(copy: string, plants: readonly Plant[]): void {
  for (const { file, code } of plants) {
    fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    fs.writeFileSync(path.join(copy, file), `${code}\n`);
  }
}

function group(entries: readonly (readonly [file: string, rule: string])[]): Findings {
  const findings = new Map<string, string[]>();
  for (const [file, rule] of entries) findings.set(file, [...(findings.get(file) ?? []), rule]);
  return findings;
}

function runEslint(copy: string): Findings {
  const files = linted.map(({ file }) => file);
  const { code, output } = runTool(copy, 'node_modules/eslint/bin/eslint.js', ['--format', 'json', ...files]);
  assert.equal(code, 1, `ESLint must fail on planted faults:\n${output.slice(0, 2000)}`);
  const results = JSON.parse(output.slice(output.indexOf('['))) as {
    filePath: string;
    messages: { ruleId: string | null; severity: number; message: string }[];
  }[];
  // Symbolic links in the path to the temporary folder are resolved by ESLint.
  const base = fs.realpathSync(copy);
  return group(
    results.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ severity }) => severity === 2)
        .map(({ ruleId, message }) => [slashed(path.relative(base, filePath)), ruleId ?? message] as const),
    ),
  );
}

function runCruiser(copy: string): Findings {
  const script = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const folders = ['src', 'webview', 'test'];
  // Its JSON output always ends with 0; this is the output of `npm test`.
  assert.notEqual(runTool(copy, script, [...folders, '--output-type', 'err-long']).code, 0);
  const { output } = runTool(copy, script, [...folders, '--output-type', 'json']);
  const result = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return group(result.summary.violations.map(({ from, rule }) => [from, rule.name] as const));
}

function runCompiler(copy: string): Findings {
  const { code, output } = runTool(copy, 'node_modules/typescript7/bin/tsc', ['--project', 'tsconfig.core.json']);
  assert.notEqual(code, 0, 'the compiler must fail on planted faults');
  return group(
    [...output.matchAll(/^(\S+)\(\d+,\d+\): error (TS\d+)/gm)].map((m) => [m[1] ?? '', m[2] ?? ''] as const),
  );
}

function slashed(file: string): string {
  return file.split(path.sep).join('/');
}

/** One test per plant, over the findings of one run of the tool on all of them. */
function examine(tool: string, plants: readonly Plant[], run: (copy: string) => Findings): void {
  describe(tool, () => {
    let copy: string | undefined;
    let findings: Findings = new Map();

    before(() => {
      copy = copyRepository();
      plant(copy, [...targets, ...plants]);
      findings = run(copy);
    });
    after(() => removeCopy(copy));

    for (const { title, file, rule } of plants) {
      it(`${rule ? 'refuses' : 'lets through'} ${title}`, () => {
        const rules = findings.get(file) ?? [];
        if (rule)
          assert.ok(rules.includes(rule), `expected ${rule} in ${file}, found: ${rules.join(', ') || 'nothing'}`);
        else assert.deepEqual(rules, [], `${file} is legitimate`);
      });
    }
  });
}

describe('import rules', () => {
  examine('ESLint', linted, runEslint);
  examine('dependency-cruiser', cruised, runCruiser);
  examine('core alone', compiled, runCompiler);

  it('are part of `npm test`: its lint and architecture parts fail with the tools', () => {
    const parts = fs.readFileSync('scripts/parts/parts.mjs', 'utf8');
    for (const tool of ['tools.eslint', 'tools.depcruise', 'tools.tsc', "'tsconfig.core.json'"]) {
      assert.ok(parts.includes(tool), `scripts/parts/parts.mjs does not run ${tool}`);
    }
  });
});
