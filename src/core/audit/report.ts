import { printable } from '../redis/printable';
import type { EarlierFinding } from './auditMemory';
import { idOf } from './auditMemory';
import type { Finding, Severity } from './finding';
import { SEVERITIES } from './finding';
import { count, percent, size } from './rule';
import { ruleOf } from './rules';
import type { AuditResult } from './runAudit';

/** Families that are listed with their memory. */
const NAMESPACES = 30;
/** Characters of a name in a report. */
const NAME_LENGTH = 120;

const HEADINGS: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', info: 'Worth knowing' };

export interface ReportHead {
  readonly connection: string;
  readonly server: string;
  /** As people read it. */
  readonly date: string;
}

/** The audit as a Markdown document. Names stand in code spans, so that whatever they hold stays text. */
export function auditReport(result: AuditResult, { connection, server, date }: ReportHead): string {
  const { findings, gone, unknown, ignored } = result;
  return [
    `# Keyspace audit of ${code(connection)}`,
    `${server} · ${date}`,
    coverageText(result),
    ...(unknown.length > 0
      ? [`The server would not tell: ${unknown.join(', ')}. Rules that need it had nothing to look at.`]
      : []),
    ...(ignored > 0 ? [`${count(ignored)} findings are on the ignore list and left out.`] : []),
    ...(gone ? [comparisonText(result, gone)] : []),
    ...(findings.length === 0
      ? ['## Nothing was found', 'No practice that an audit checks is broken in what was seen.']
      : []),
    ...SEVERITIES.flatMap((severity) => sectionOf(result, severity)),
    '## Where the memory is',
    namespaceTable(result),
    '',
  ].join('\n\n');
}

/** How much was seen, and how far a share in it may be off: two standard errors of the worst case, one half. */
export function coverageText({
  coverage: { observed, leftOut, total, complete },
}: Pick<AuditResult, 'coverage'>): string {
  const own = leftOut > 0 ? ` ${count(leftOut)} keys of this extension's own demos were left out.` : '';
  if (complete) return `All ${count(observed)} keys were looked at.${own}`;
  const of = total === undefined ? '' : ` of about ${count(total)}`;
  const error = (100 * 2 * 0.5) / Math.sqrt(Math.max(1, observed));
  return (
    `Sampled ${count(observed)}${of} keys: a share of all of them is within ${error.toFixed(1)} points, 19 times out of 20. ` +
    'A single big key can be missed; an audit of the whole keyspace finds it.' +
    own
  );
}

function comparisonText({ findings, known, open }: AuditResult, gone: readonly EarlierFinding[]): string {
  const fresh = findings.filter((finding) => !known.has(idOf(finding)));
  const lines = [
    `- Gone: ${listOf(gone)}`,
    `- New: ${listOf(fresh)}`,
    ...(open.length > 0 ? [`- Not seen well enough this time to say: ${listOf(open)}`] : []),
  ];
  return `## Since the audit before\n\n${lines.join('\n')}`;
}

function listOf(findings: readonly { readonly ruleId: string; readonly subject?: string }[]): string {
  const texts = findings.map(({ ruleId, subject }) => {
    const title = ruleOf(ruleId)?.title ?? ruleId;
    return subject === undefined ? title : `${title} (${code(subject)})`;
  });
  return texts.length === 0 ? 'nothing' : texts.join('; ');
}

function sectionOf({ findings, known, gone }: AuditResult, severity: Severity): readonly string[] {
  const of = findings.filter((finding) => finding.severity === severity);
  if (of.length === 0) return [];
  return [
    `## ${HEADINGS[severity]}`,
    ...of.map((finding) => findingText(finding, gone !== undefined && !known.has(idOf(finding)))),
  ];
}

function findingText(finding: Finding, isNew: boolean): string {
  const { title, subject, evidence, threshold, fix, ruleId } = finding;
  const rule = ruleOf(ruleId);
  const about = subject === undefined ? '' : `: ${code(subject)}`;
  return [
    `### ${title}${about}${isNew ? ' (new)' : ''}`,
    plain(evidence.text),
    ...(evidence.keys && evidence.keys.length > 0
      ? [`For example ${evidence.keys.map((key) => code(printable(key, NAME_LENGTH))).join(', ')}.`]
      : []),
    rule?.why ?? '',
    `**What to do.** ${plain(fix)}`,
    `Threshold: ${plain(threshold)}. Source: ${rule?.source ?? ''}. Rule ${code(ruleId)}.`,
  ].join('\n\n');
}

function namespaceTable({ namespaces, coverage }: AuditResult): string {
  const all = namespaces.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = namespaces.slice(0, NAMESPACES).map(({ name, keys, bytes, withoutTtl }) => {
    const cells = [
      code(name).replace(/\|/g, '\\|'),
      count(keys),
      size(bytes),
      percent(bytes / Math.max(1, all)),
      count(withoutTtl),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const left = namespaces.length - rows.length;
  return [
    ...(coverage.complete ? [] : ['Of the keys that were sampled.', '']),
    '| Keys | Count | Memory | Share | Without TTL |',
    '|---|--:|--:|--:|--:|',
    ...rows,
    ...(left > 0 ? ['', `${count(left)} smaller families are not listed.`] : []),
  ].join('\n');
}

/** A code span that ends where it should, whatever is in it. */
function code(text: string): string {
  const inert = printable(Buffer.from(text), 400);
  const longest = Math.max(0, ...(inert.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = inert.startsWith('`') || inert.endsWith('`') || inert === '' ? ' ' : '';
  return `${fence}${pad}${inert}${pad}${fence}`;
}

/** Sentences of rules hold names too: what Markdown or HTML would read is escaped. */
function plain(text: string): string {
  return printable(Buffer.from(text), 2000)
    .replace(/\\"/g, '"')
    .replace(/[<>*_`[\]|]/g, '\\$&');
}
