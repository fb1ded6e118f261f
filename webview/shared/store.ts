/** What a panel shows, in one place. Views subscribe and paint what they need of it. */
export interface Store<State> {
  readonly state: State;
  set(change: Partial<State>): void;
  /** Hears of every change; called at once with what is there. */
  subscribe(listener: (state: State) => void): void;
  /** Hears of changes of these parts only; called at once with what is there. */
  watch(parts: readonly (keyof State)[], listener: (state: State) => void): void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  const listeners: ((state: State, before: State) => void)[] = [];
  let state = initial;
  const add = (listener: (state: State, before: State) => void): void => {
    listeners.push(listener);
    listener(state, state);
  };
  return {
    get state() {
      return state;
    },
    set(change) {
      const before = state;
      state = { ...before, ...change };
      for (const listener of listeners) listener(state, before);
    },
    subscribe: add,
    watch(parts, listener) {
      listener(state);
      // Commands come by the dozen: whoever does not show them must not paint for them.
      listeners.push((now, before) => {
        if (parts.some((part) => now[part] !== before[part])) listener(now);
      });
    },
  };
}
