// What makes `npm test` honest: a suite that is absent, or a skip that nobody planned, is a failure.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesBelow, read, root } from './project';

interface PartResult {
  passed: number;
  failed: number;
  skipped: { title: string; reason: string }[];
  failures: { title: string; message: string }[];
}

interface Report {
  judgeSkips(part: string, result: PartResult, root: string): PartResult;
  closingLine(result: PartResult): string;
}

const suites = ['unit', 'redis', 'patterns', 'snippets', 'webview', 'host', 'e2e', 'architecture'];

describe('npm test', () => {
  const ci = process.env['CI'];
  let report: Report;
  let folder: string;

  before(async () => {
    report = (await import(pathToFileURL(path.join(root, 'scripts/parts/report.mjs')).href)) as Report;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-report-'));
    fs.mkdirSync(path.join(folder, 'test'));
    const expected = [
      { title: '^unit: planned', reason: 'tried' },
      { title: '^bench$', reason: 'not yet' },
    ];
    fs.writeFileSync(path.join(folder, 'test/expectedSkips.json'), JSON.stringify(expected));
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    if (ci === undefined) delete process.env['CI'];
    else process.env['CI'] = ci;
  });

  function judge(part: string, passed: number, skipped: PartResult['skipped'] = []): string {
    return report.closingLine(report.judgeSkips(part, { passed, failed: 0, skipped, failures: [] }, folder));
  }

  it('fails a part without tests, unless that is listed', () => {
    assert.equal(judge('unit', 0), '0 passed, 1 failed');
    assert.equal(judge('bench', 0), '0 passed, 0 failed, 1 skipped');
  });

  it('fails an unexpected skip in CI, and counts it elsewhere', () => {
    const skipped = [{ title: 'unplanned', reason: 'no server' }];
    process.env['CI'] = 'true';
    assert.equal(judge('unit', 3, skipped), '3 passed, 1 failed');
    delete process.env['CI'];
    assert.equal(judge('unit', 3, skipped), '3 passed, 0 failed, 1 skipped');
  });

  it('lets a listed skip pass in CI', () => {
    process.env['CI'] = 'true';
    assert.equal(judge('unit', 3, [{ title: 'planned one', reason: 'tried' }]), '3 passed, 0 failed, 1 skipped');
  });

  it('fails a skip without a reason everywhere', () => {
    delete process.env['CI'];
    assert.equal(
      judge('unit', 3, [{ title: 'silent', reason: 'no reason given: use skip(this, reason)' }]),
      '3 passed, 1 failed',
    );
  });

  it('runs every suite that test/ holds', () => {
    const parts = read('scripts/parts/parts.mjs');
    for (const suite of suites) assert.ok(parts.includes(`name: '${suite}'`), `${suite} is no part of npm test`);
    const stray = filesBelow('test', '.test.ts').filter(
      (file) => !suites.some((suite) => file.startsWith(`test/${suite}/`)),
    );
    assert.deepEqual(stray, [], 'these tests belong to no suite, so nothing runs them');
  });

  it('gives each expected skip a pattern and a reason', () => {
    const skips = JSON.parse(read('test/expectedSkips.json')) as { title?: string; reason?: string }[];
    for (const { title, reason } of skips) {
      assert.ok(title && reason, `${title}: ${reason}`);
      new RegExp(title);
    }
  });
});
