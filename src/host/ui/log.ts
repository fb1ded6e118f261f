import * as vscode from 'vscode';

/** The log channel: its level and its timestamps are VS Code's. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Redis Patterns', { log: true });
}
