import * as vscode from 'vscode';
import { entryOf } from '../../core/audit/ignoreList';
import type { Finding } from '../../core/audit/finding';
import { keysPattern } from '../../core/audit/finding';
import { ruleOf } from '../../core/audit/rules';
import { CodedError } from '../../core/base/errors';
import type { Connection } from '../../core/redis/connection';
import { formatCount } from '../../protocol/format';
import { addAuditIgnored, settings } from '../config/settings';
import { showLesson } from '../panels/lessonDocuments';
import { askChoice } from '../ui/inputs';
import { say } from '../ui/messages';
import { viewIds } from '../views/viewIds';
import { connectionIdOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name = 'run' | 'report' | 'export' | 'bySeverity' | 'byNamespace' | 'showKeys' | 'lesson' | 'ignore';

export function auditCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, keys, labs, patterns } = services;
  const { audits, tree, documents } = services.auditing;
  return {
    async run(argument) {
      const id = connectionIdOf(argument);
      const connection = await (id === undefined ? connecting.required() : connecting.connect(id));
      const { findings } = await audits.run(connection, await askExtent(connection));
      await vscode.commands.executeCommand(`${viewIds.audit}.focus`);
      say(
        findings.length === 0 ? 'The audit found nothing.' : `The audit found ${formatCount(findings.length)} things.`,
      );
    },
    async report(argument) {
      await documents.show(connectionIdOf(argument) ?? services.connections.active?.profile.id ?? '');
    },
    async export() {
      const text = documents.textOf(services.connections.active?.profile.id ?? '');
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({ language: 'markdown', content: text }),
      );
    },
    bySeverity() {
      tree.groupBy('severity');
    },
    byNamespace() {
      tree.groupBy('namespace');
    },
    async showKeys(argument) {
      const pattern = keysPattern(findingOf(argument));
      if (pattern === undefined) return;
      keys.setFilter({ text: pattern });
      await vscode.commands.executeCommand(`${viewIds.keys}.focus`);
    },
    async lesson(argument) {
      const lesson = ruleOf(findingOf(argument).ruleId)?.lesson;
      const pattern = patterns.find(({ id }) => id === lesson);
      if (!pattern) throw new CodedError('NOT_FOUND', 'There is no lesson about this finding.');
      const { active } = services.connections;
      if (active) labs.show(pattern.id, active.profile.id);
      else await showLesson(pattern);
    },
    async ignore(argument) {
      const finding = findingOf(argument);
      const entry = entryOf(finding);
      await addAuditIgnored(entry);
      audits.leaveOut(connectionIdOf(argument) ?? '', (other) => entryOf(other) === entry);
      say(`Ignored from now on: ${entry}. The setting redisPatterns.audit.ignore has the list.`);
    },
  };
}

function findingOf(argument: unknown): Finding {
  if (typeof argument === 'object' && argument !== null && 'finding' in argument) return argument.finding as Finding;
  throw new CodedError('INVALID_INPUT', 'Choose a finding in the Audit view first.');
}

/** Undefined for all keys. A small keyspace is looked at whole without asking. */
async function askExtent(connection: Connection): Promise<number | undefined> {
  const sample = settings.auditSampleKeys();
  const total = await connection
    .nodes()[0]
    ?.executor.send(['DBSIZE'])
    .catch(() => undefined);
  if (connection.nodes().length === 1 && typeof total === 'number' && total <= sample) return undefined;
  return askChoice<number | undefined>({ title: 'Audit Keyspace', placeholder: 'How many keys are to be looked at?' }, [
    {
      label: `Sample ${formatCount(sample)} keys`,
      detail: 'Quick. Shares of families are right within a point or so; one big key among millions can be missed.',
      value: sample,
    },
    {
      label: 'The whole keyspace',
      detail: 'Reads every key page by page while others go on; can be cancelled at any time.',
      value: undefined,
    },
  ]);
}
