import * as vscode from 'vscode';
import type { CodedError } from '../../core/base/errors';
import type { ConnectionState } from '../../core/redis/connectionState';
import type { ConnectionProfile, Environment } from '../../core/redis/profile';

/** Where a connection is in its life, in a word or two. `now` is wall time, for the countdown to the next try. */
export function stateWord(state: ConnectionState | undefined, now = Date.now()): string {
  switch (state?.kind) {
    case undefined:
    case 'disconnected':
      return 'not connected';
    case 'connecting':
      return 'connecting';
    case 'ready':
      return 'connected';
    case 'reconnecting':
      return reconnectingWord(state.retryAt - now);
    case 'failed':
      return 'failed';
  }
}

function reconnectingWord(leftMs: number): string {
  return leftMs <= 0 ? 'reconnecting' : `reconnecting in ${String(Math.ceil(leftMs / 1000))} s`;
}

/** What to keep in mind while working on it, most important first; nothing of an ordinary development server. */
export function careWords(profile: ConnectionProfile): readonly string[] {
  const { environment, readOnly } = profile;
  return [
    ...(environment === 'development' ? [] : [environment]),
    ...(readOnly ? ['read-only'] : []),
    ...markWords(profile),
  ];
}

/** The rest of what to keep in mind, besides environment and access. */
export function markWords({ tls, database }: ConnectionProfile): readonly string[] {
  return [...(tls?.verify === false ? ['TLS not verified'] : []), ...(database === 0 ? [] : [`db${String(database)}`])];
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
