/** Sends one at a time; of what comes meanwhile only the latest follows. */
export function latestOnly<Value>(send: (value: Value) => Promise<unknown>): (value: Value) => void {
  let running = false;
  let waiting: { readonly value: Value } | undefined;
  const next = (value: Value): void => {
    if (running) {
      waiting = { value };
      return;
    }
    running = true;
    const goOn = (): void => {
      running = false;
      const now = waiting;
      waiting = undefined;
      if (now) next(now.value);
    };
    send(value).then(goOn, goOn);
  };
  return next;
}
