import type {
  LabActivity,
  LabConnection,
  LabContract,
  LabLive,
  LabPattern,
  LabState,
  LabTraceEntry,
} from '../../src/protocol/lab';
import type { RpcError } from '../../src/protocol/rpc';
import type { Store } from '../shared/store';

export type Block = LabLive['blocks'][number];
export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;
export type Figure = BlockOf<'figures'>['figures'][number];
export type ParameterSpec = LabPattern['parameters'][string];
export type ParameterValue = LabState['parameters'][string];

export interface LabModel {
  readonly pattern: LabPattern;
  readonly connection: LabConnection;
  readonly state: LabState;
  readonly trace: readonly LabTraceEntry[];
  readonly live: LabLive | undefined;
  /** Why the last thing asked for was not done. */
  readonly failure: RpcError | undefined;
  /** The step that runs, or that ran last. */
  readonly lastStep: string | undefined;
}

/** What is kept while the lab is hidden. */
export interface Kept {
  readonly tab: string;
  readonly filter: string;
  readonly client: string;
}

type Method = keyof LabContract['requests'];

/** What every view of the lab is given. */
export interface LabContext {
  readonly store: Store<LabModel>;
  /** As it was when the lab was opened. */
  readonly kept: Kept;
  readonly keep: (change: Partial<Kept>) => void;
  /** Asks the host; when it cannot, the lab says why. */
  readonly ask: <M extends Exclude<Method, 'load'>>(method: M, params: LabContract['requests'][M]['params']) => void;
  /** Shows the lines of the code that a region names. */
  readonly showCode: (step: string) => void;
}

export type LabAction = LabActivity | 'step';

/** Why an action cannot be taken now; undefined when it can. */
export function obstacle(action: LabAction, { connection, state, live }: LabModel): string | undefined {
  if (connection.state !== 'ready') return `Not connected to ${connection.name}.`;
  if (connection.readOnly) return `${connection.name} is read-only: the pattern's demo data cannot be written.`;
  if (state.activity) return 'Something is going on: stop it, or wait until it ends.';
  if (action === 'step' && state.nextStep === undefined) return 'Every step has run. Scaffold begins anew.';
  if (action === 'cleanUp' && !state.scaffolded && (live?.keys.length ?? 0) === 0) return 'There is no demo key.';
  return undefined;
}

/** The steps of the chosen variant. */
export function stepsOf({ pattern, state }: Pick<LabModel, 'pattern' | 'state'>): LabPattern['steps'] {
  return pattern.steps.filter(({ variants }) => variants?.includes(state.variant) ?? true);
}

/** The next sensible thing to do. */
export function nextAction({ state }: LabModel): LabAction {
  if (!state.scaffolded) return 'scaffold';
  if (state.nextStep !== undefined) return 'run';
  return state.experiment ? 'cleanUp' : 'experiment';
}
