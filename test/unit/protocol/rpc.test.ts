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
  events: { ticked: number };
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

  beforeEach(() => {
    ports = portPair();
    unexpected = [];
    client = createRpcClient(ports.webview);
    host = createRpcHost(ports.host, handlers, { epoch: 2, onError: (error) => unexpected.push(error) });
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
    createRpcHost<TestContract>(samePorts.host, slow, { epoch: 1 });
    // The page before asks and is gone: its replies reach the next page, which has the same port.
    void createRpcClient<TestContract>(samePorts.webview).request('wait', null);
    await new Promise(setImmediate);
    const releaseOld = release;
    const answered = createRpcClient<TestContract>(samePorts.webview).request('wait', null);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    releaseOld('of the page before');
    await new Promise(setImmediate);
    release('its own');
    assert.equal(await answered, 'its own');
  });

  it('drops events that were pushed for an older page', async () => {
    const heard: number[] = [];
    client.on('ticked', (value) => heard.push(value));
    const older = createRpcHost<TestContract>(ports.host, handlers, { epoch: 1 });
    host.push('ticked', 20);
    older.push('ticked', 10);
    host.push('ticked', 21);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.deepEqual(heard, [20, 21]);
  });
});
