import type { AnyPattern } from '../../core/patterns/contract';

export function insertSnippet(_pattern: AnyPattern, _client?: string): Promise<void> {
  return Promise.reject(new Error('not yet'));
}
