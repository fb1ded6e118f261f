import type { Environment } from '../core/redis/profile';

/** A connection as every panel names it. */
export interface ConnectionBadge {
  readonly name: string;
  readonly environment: Environment;
  /** Nothing can be changed, so nothing is offered that would. */
  readonly readOnly?: boolean;
  readonly state: 'disconnected' | 'connecting' | 'ready' | 'reconnecting' | 'failed';
  /** What else to keep in mind, in words: `TLS not verified`, `db1`. */
  readonly marks?: readonly string[];
}
