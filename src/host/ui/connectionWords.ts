import * as vscode from 'vscode';
import type { CodedError } from '../../core/base/errors';
import type { ConnectionState } from '../../core/redis/connectionState';
import type { Environment } from '../../core/redis/profile';

/** Where a connection is in its life, in a word or two. */
export function stateWord(state: ConnectionState | undefined): string {
  switch (state?.kind) {
    case undefined:
    case 'disconnected':
      return 'not connected';
    case 'connecting':
      return 'connecting';
    case 'ready':
      return 'connected';
    case 'reconnecting':
      return 'reconnecting';
    case 'failed':
      return 'failed';
  }
}

/** Why a connection is not ready, when it is not. */
export function problemOf(state: ConnectionState | undefined): CodedError | undefined {
  return state?.kind === 'failed' || state?.kind === 'reconnecting' ? state.cause : undefined;
}

/** Its icon: the shape tells the state, the colour the environment (or trouble). */
export function stateIcon(state: ConnectionState | undefined, environment: Environment): vscode.ThemeIcon {
  switch (state?.kind) {
    case undefined:
    case 'disconnected':
      return new vscode.ThemeIcon('circle-outline', environmentColour(environment));
    case 'connecting':
      return new vscode.ThemeIcon('loading~spin');
    case 'ready':
      return new vscode.ThemeIcon('circle-filled', environmentColour(environment) ?? new vscode.ThemeColor(GREEN));
    case 'reconnecting':
      return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('list.warningForeground'));
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}

const GREEN = 'charts.green';

/** Development has no colour of its own: only what asks for care stands out. */
export function environmentColour(environment: Environment): vscode.ThemeColor | undefined {
  switch (environment) {
    case 'development':
      return undefined;
    case 'staging':
      return new vscode.ThemeColor('charts.yellow');
    case 'production':
      return new vscode.ThemeColor('charts.red');
  }
}
