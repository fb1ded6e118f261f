/** What a panel shows, in one place. Views subscribe and paint what they need of it. */
export interface Store<State> {
  readonly state: State;
  set(change: Partial<State>): void;
  /** Hears of every change; called at once with what is there. */
  subscribe(listener: (state: State) => void): void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  const listeners: ((state: State) => void)[] = [];
  let state = initial;
  return {
    get state() {
      return state;
    },
    set(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.push(listener);
      listener(state);
    },
  };
}
