import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/audit/finding';
import { identityOf, isAboutServer, keysPattern } from '../../core/audit/finding';
import { coverageText } from '../../core/audit/report';
import { ruleOf } from '../../core/audit/rules';
import type { AuditResult } from '../../core/audit/runAudit';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import { commandIds } from '../commands/ids';

export type AuditNode =
  | { readonly kind: 'summary'; readonly connectionId: string }
  | { readonly kind: 'group'; readonly connectionId: string; readonly group: string }
  | { readonly kind: 'finding'; readonly connectionId: string; readonly finding: Finding; readonly group: string }
  | { readonly kind: 'key'; readonly connectionId: string; readonly key: Buffer; readonly finding: Finding };

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  error: 'Errors',
  warning: 'Warnings',
  info: 'Worth knowing',
};

const ICONS: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  info: ['info', 'problemsInfoIcon.foreground'],
};

/** What findings about the server, and not about keys, are grouped under. */
const SERVER = 'The server';

/** The group that a finding is shown in. */
export function groupOf(finding: Finding, by: 'severity' | 'namespace'): string {
  if (by === 'severity') return SEVERITY_WORDS[finding.severity];
  if (isAboutServer(finding)) return SERVER;
  return finding.subject ?? 'All keys';
}

export function summaryItem(
  node: Extract<AuditNode, { kind: 'summary' }>,
  result: AuditResult,
  name: string,
): vscode.TreeItem {
  const { observed, total, complete } = result.coverage;
  const seen = complete
    ? `${formatCount(observed)} keys`
    : `${formatCount(observed)} of ${total === undefined ? 'more' : formatCount(total)} keys sampled`;
  const item = new vscode.TreeItem(name);
  const found = result.findings.length === 0 ? 'nothing found' : `${formatCount(result.findings.length)} findings`;
  item.id = 'summary';
  item.description = [seen, found, ...goneText(result)].join(' · ');
  item.tooltip = coverageText(result);
  item.iconPath = new vscode.ThemeIcon(result.findings.length === 0 ? 'pass' : 'checklist');
  item.contextValue = 'audit.summary';
  item.command = { command: commandIds.showAuditReport, title: 'Show Report', arguments: [node] };
  return item;
}

function goneText({ gone }: AuditResult): readonly string[] {
  return gone && gone.length > 0 ? [`${formatCount(gone.length)} mended`] : [];
}

export function groupItem(node: Extract<AuditNode, { kind: 'group' }>, findings: readonly Finding[]): vscode.TreeItem {
  const item = new vscode.TreeItem(displayName(Buffer.from(node.group), 200), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group/${node.group}`;
  item.description = formatCount(findings.length);
  item.iconPath = iconOf(findings[0]?.severity ?? 'info');
  item.contextValue = 'audit.group';
  return item;
}

export function findingItem(
  { finding, group }: Extract<AuditNode, { kind: 'finding' }>,
  isNew: boolean,
  lessons: ReadonlySet<string>,
): vscode.TreeItem {
  const { title, subject, evidence, threshold, fix, ruleId, severity } = finding;
  const hasKeys = (evidence.keys?.length ?? 0) > 0;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(title, hasKeys ? Collapsed : None);
  const about = subject === undefined || subject === group ? '' : displayName(Buffer.from(subject), 80);
  item.id = `finding/${group}/${identityOf(finding)}`;
  item.description = [...(isNew ? ['new'] : []), ...(about === '' ? [] : [about]), evidence.text].join(' · ');
  const rule = ruleOf(ruleId);
  item.tooltip = [
    title,
    evidence.text,
    rule?.why ?? '',
    `What to do: ${fix}`,
    `Threshold: ${threshold}`,
    `Source: ${rule?.source ?? ''}`,
  ].join('\n\n');
  item.iconPath = iconOf(severity);
  const canDo = [
    ...(lessons.has(rule?.lesson ?? '') ? ['lesson'] : []),
    ...(keysPattern(finding) === undefined ? [] : ['keys']),
  ];
  item.contextValue = ['audit.finding', ...canDo].join('.');
  item.accessibilityInformation = { label: `${severity}: ${title}, ${about} ${evidence.text}` };
  return item;
}

export function findingKeyItem(node: Extract<AuditNode, { kind: 'key' }>, group: string): vscode.TreeItem {
  const item = new vscode.TreeItem(displayName(node.key, 200));
  item.id = `key/${group}/${identityOf(node.finding)}/${node.key.toString('base64')}`;
  item.iconPath = new vscode.ThemeIcon('key');
  item.contextValue = 'key';
  item.tooltip = displayName(node.key, 1000);
  item.command = { command: commandIds.openKey, title: 'Open Key', arguments: [node] };
  return item;
}

function iconOf(severity: Severity): vscode.ThemeIcon {
  const [icon, color] = ICONS[severity];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}
