import type { Command } from '../../redis/reply';
import { hashStore } from './hashStore';
import { jsonStore } from './jsonStore';
import type { SessionContext } from './parameters';
import type { Store } from './store';

/** The store of the chosen variant. */
export function storeOf(context: SessionContext): Store {
  return context.variant === 'json' ? jsonStore(context) : hashStore(context);
}

/** Ends a session with all that belongs to it. All its keys are in one slot, so one command does it. */
export function end(store: Store, sid: string): Command {
  return ['UNLINK', ...store.keys(sid)];
}
