import assert from 'node:assert/strict';
import type { Handlers, HostMessage, Port, RpcClient, RpcHost, WebviewMessage } from '../../../src/protocol/rpc';
import { createRpcClient, RequestError } from '../../../src/protocol/rpcClient';
import { createRpcHost } from '../../../src/protocol/rpcHost';

type TestContract = {
  requests: {
    double: { params: number; result: number };
    refuse: { params: null; result: null };
    crash: { params: null; result: null };
    wait: { params: null; result: string };
  };
  events: { ticked: number; listed: readonly number[] };
};

/** Two ports that deliver to each other later, as a webview's messages do. */
function portPair(): { host: Port<HostMessage, WebviewMessage>; webview: Port<WebviewMessage, HostMessage> } {
  const toHost: ((message: WebviewMessage) => void)[] = [];
  const toWebview: ((message: HostMessage) => void)[] = [];
  const port = <Out, In>(to: ((message: Out) => void)[], from: ((message: In) => void)[]): Port<Out, In> => ({
    post(message) {
      setImmediate(() => {
        for (const listener of to) listener(structuredClone(message));
      });
    },
    onMessage(listener) {
      from.push(listener);
      return { dispose: () => from.splice(from.indexOf(listener), 1) };
    },
  });
  return { host: port(toWebview, toHost), webview: port(toHost, toWebview) };
}

describe('the RPC of panels', () => {
  let client: RpcClient<TestContract>;
  let host: RpcHost<TestContract>;
  let ports: ReturnType<typeof portPair>;
  let unexpected: unknown[];
  let waited: AbortSignal | undefined;
  /** What the page does once it has painted. */
  let paints: (() => void)[];

  const handlers: Handlers<TestContract> = {
    double: (value) => value * 2,
    refuse: () => {
      throw Object.assign(new Error('The key is gone.'), { code: 'NOT_FOUND' });
    },
    crash: () => {
      throw new TypeError('password=secret is not a function');
    },
    wait: (_params, signal) => {
      waited = signal;
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve('too late');
        });
      });
    },
  };

  beforeEach(async () => {
    ports = portPair();
    unexpected = [];
    paints = [];
    host = createRpcHost(ports.host, handlers, {
      onError: (error) => unexpected.push(error),
      merges: { listed: (earlier, later) => [...earlier, ...later] },
    });
    client = createRpcClient(ports.webview, (then) => paints.push(then));
    await delivered();
  });

  it('answers each request with its own result', async () => {
    const doubled = await Promise.all([1, 2, 3].map((value) => client.request('double', value)));
    assert.deepEqual(doubled, [2, 4, 6]);
  });

  it('passes coded errors on', async () => {
    await assert.rejects(client.request('refuse', null), (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual([error.code, error.message], ['NOT_FOUND', 'The key is gone.']);
      return true;
    });
    assert.deepEqual(unexpected, []);
  });

  it('keeps unforeseen errors, and what they say, in the host', async () => {
    await assert.rejects(client.request('crash', null), (error: RequestError) => {
      assert.equal(error.code, 'INTERNAL');
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    assert.equal(unexpected.length, 1);
  });

  it('refuses what the contract does not have, even names that objects have by themselves', async () => {
    const anything = client as unknown as RpcClient<{
      requests: Record<string, { params: null; result: null }>;
      events: Record<string, never>;
    }>;
    for (const method of ['nothing', 'constructor', '__proto__']) {
      await assert.rejects(anything.request(method, null), { code: 'INTERNAL' });
    }
  });

  it('cancels: the handler is told, the caller does not wait for it', async () => {
    const controller = new AbortController();
    const waiting = client.request('wait', null, controller.signal);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    controller.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(waited?.aborted, true);
    assert.equal(await client.request('double', 4), 8, 'the late reply of the cancelled one went nowhere');
  });

  it('aborts what is under way when the host is disposed, and says nothing any more', async () => {
    void client.request('wait', null).catch(() => undefined);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const heard: number[] = [];
    client.on('ticked', (value) => heard.push(value));
    host.dispose();
    host.push('ticked', 1);
    await new Promise(setImmediate);
    assert.equal(waited?.aborted, true);
    assert.deepEqual(heard, []);
  });

  it('gives a page that was loaded again nothing that an earlier page asked for', async () => {
    let release: (value: string) => void = () => undefined;
    const slow = { ...handlers, wait: () => new Promise<string>((resolve) => (release = resolve)) };
    const samePorts = portPair();
    createRpcHost<TestContract>(samePorts.host, slow);
    // The page before asks and is gone: its replies reach the next page, which has the same port.
    void createRpcClient<TestContract>(samePorts.webview, setImmediate).request('wait', null);
    await new Promise(setImmediate);
    const releaseOld = release;
    const answered = createRpcClient<TestContract>(samePorts.webview, setImmediate).request('wait', null);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    releaseOld('of the page before');
    await new Promise(setImmediate);
    release('its own');
    assert.equal(await answered, 'its own');
  });

  it('sends the next event of a name when the page has painted the last: the latest, or all as one', async () => {
    const heard: unknown[] = [];
    client.on('ticked', (value) => heard.push(value));
    client.on('listed', (value) => heard.push(value));
    for (const value of [1, 2, 3, 4]) {
      host.push('ticked', value);
      host.push('listed', [value]);
    }
    await delivered();
    assert.deepEqual(heard, [1, [1]], 'the others wait');
    await delivered();
    assert.deepEqual(heard, [1, [1]], 'however long');
    for (const painted of paints.splice(0)) painted();
    await delivered();
    await delivered();
    assert.deepEqual(heard, [1, [1], 4, [2, 3, 4]]);
    for (const painted of paints.splice(0)) painted();
    await delivered();
    host.push('ticked', 5);
    await delivered();
    assert.deepEqual(heard.at(-1), 5, 'what comes later is sent at once');
  });

  it('lets no event overtake an earlier one of another name that waits', async () => {
    const heard: unknown[] = [];
    client.on('ticked', (value) => heard.push(value));
    client.on('listed', (value) => heard.push(value));
    host.push('ticked', 1);
    host.push('ticked', 2);
    host.push('listed', [3]);
    await delivered();
    assert.deepEqual(heard, [1]);
    for (const painted of paints.splice(0)) painted();
    await delivered();
    await delivered();
    assert.deepEqual(heard, [1, 2, [3]]);
  });

  it('goes on when a listener fails', async () => {
    client.on('ticked', () => {
      throw new Error('could not paint');
    });
    const failures: unknown[] = [];
    const uncaught = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => failures.push(error));
    host.push('ticked', 1);
    await delivered();
    process.removeAllListeners('uncaughtException');
    for (const listener of uncaught) process.on('uncaughtException', listener);
    assert.equal(failures.length, 1);
    assert.equal(paints.length, 1);
  });

  it('waits for no page that is gone', async () => {
    host.push('ticked', 1);
    host.push('ticked', 2);
    await delivered();
    const heard: number[] = [];
    // Its page was hidden before it painted; this is the one that is there when it is shown again.
    const next = createRpcClient<TestContract>(ports.webview, setImmediate);
    next.on('ticked', (value) => heard.push(value));
    await delivered();
    host.push('ticked', 3);
    await delivered();
    assert.deepEqual(heard, [3]);
  });
});

/** Until what was posted has arrived at the other end. */
async function delivered(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
