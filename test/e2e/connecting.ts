import type { Workbench } from '../support/vscode/workbench';

export interface Answers {
  readonly url: string;
  readonly name: string;
  readonly password?: string;
  /** Asked for every time, and kept nowhere. */
  readonly asksPassword?: boolean;
  readonly environment?: 'Development' | 'Staging' | 'Production';
  readonly access?: 'Read and write' | 'Read-only';
}

/** Goes through the guided input as a person would, and waits until it is closed. */
export async function addConnection(workbench: Workbench, answers: Answers): Promise<void> {
  await fillConnection(workbench, answers);
  await workbench.quickInput.pick('Save and Connect');
  await workbench.quickInput.waitUntilClosed();
}

/** The same up to its last step, where it may be tried out. */
export async function fillConnection(workbench: Workbench, answers: Answers): Promise<void> {
  const { quickInput } = workbench;
  await workbench.runCommand('Redis Patterns: Add Connection...');
  await quickInput.waitForStep('1/8');
  await quickInput.pick('One server');
  await quickInput.waitForStep('2/8');
  await quickInput.submit(answers.url);
  await quickInput.waitForStep('4/8');
  if (answers.asksPassword) await workbench.page.getByRole('button', { name: 'Ask every time' }).click();
  await quickInput.submit(answers.password ?? '');
  await quickInput.waitForStep('5/8');
  await quickInput.submit(answers.name);
  await quickInput.waitForStep('6/8');
  await quickInput.pick(answers.environment ?? 'Development');
  await quickInput.waitForStep('7/8');
  await quickInput.pick(answers.access ?? 'Read and write');
  await quickInput.waitForStep('8/8');
}
