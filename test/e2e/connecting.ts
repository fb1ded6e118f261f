import type { Workbench } from '../support/vscode/workbench';

export interface Answers {
  readonly url: string;
  readonly name: string;
  readonly password?: string;
  readonly environment?: 'Development' | 'Staging' | 'Production';
  readonly access?: 'Read and write' | 'Read-only';
}

/** Goes through the guided input as a person would, and waits until it is closed. */
export async function addConnection(workbench: Workbench, answers: Answers): Promise<void> {
  const { quickInput } = workbench;
  await workbench.runCommand('Redis Patterns: Add Connection...');
  await quickInput.waitForStep('1/5');
  await quickInput.submit(answers.url);
  await quickInput.waitForStep('2/5');
  await quickInput.submit(answers.password ?? '');
  await quickInput.waitForStep('3/5');
  await quickInput.submit(answers.name);
  await quickInput.waitForStep('4/5');
  await quickInput.pick(answers.environment ?? 'Development');
  await quickInput.waitForStep('5/5');
  await quickInput.pick(answers.access ?? 'Read and write');
  await quickInput.waitUntilClosed();
}
