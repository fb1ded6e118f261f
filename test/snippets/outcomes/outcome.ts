import type { Flavour } from '../../support/servers/flavours';
import type { RespClient } from '../../support/servers/respClient';

/** A server that a pattern's code is run on, and how the code is changed before. */
export interface Setting {
  readonly flavour: Flavour;
  /** What the setting is called beside the flavour. */
  readonly title?: string;
  /** What somebody types at a stop, say. */
  readonly change?: (code: string) => string;
}

/** What has to be seen after the code of a pattern ran, in whatever language. */
export interface Outcome {
  readonly pattern: string;
  readonly settings: readonly Setting[];
  /** Waits until the code can run, where the time matters. */
  readonly before?: (client: RespClient) => Promise<void>;
  readonly check: (ran: Ran) => Promise<void>;
}

export interface Ran {
  readonly setting: Setting;
  /** What main() printed. */
  readonly printed: unknown;
  /** What all keys of the run begin with. */
  readonly prefix: string;
  /** Another client, which shares no code with any. */
  readonly client: RespClient;
}
