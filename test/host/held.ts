import * as assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { Session } from 'node:inspector/promises';
import type { Runtime } from 'node:inspector/promises';
import * as path from 'node:path';
import { queryObjects } from 'node:v8';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { EXTENSION } from './product';

/** The product's own manager of connections, as far as leaks are looked for in it. */
interface Manager {
  readonly changed: Emitter;
  readonly opened: ReadonlyMap<string, { readonly connection: Connection; readonly subscriptions: object }>;
}

interface Connection {
  readonly changed: Emitter;
  readonly dispatcher: { readonly traced: Emitter };
}

interface Emitter {
  readonly listenerCount: number;
}

/** What the product holds to be let go of later, looked at from outside: it has no door for tests. */
export class Held {
  private constructor(private readonly manager: Manager) {}

  /** V8's inspector sees the manager in the closure of a function of the API. */
  static async by(api: RedisPatternsApi): Promise<Held> {
    return new Held((await inClosureOf(api.connections, 'onDidChange', 'ProfileConnections')) as Manager);
  }

  /** Subscriptions to what connections tell. Views and panels live on these. */
  get listeners(): number {
    const { changed, opened } = this.manager;
    const ofConnections = [...opened.values()].map(({ connection }) => connection);
    const emitters = [changed, ...ofConnections.flatMap(({ changed: own, dispatcher }) => [own, dispatcher.traced])];
    return emitters.reduce((sum, { listenerCount }) => sum + listenerCount, 0);
  }

  /** Stores of disposables that something still refers to after a garbage collection. Takes a second. */
  get stores(): number {
    const [opened] = this.manager.opened.values();
    assert.ok(opened, 'a connection that was asked for');
    return queryObjects(opened.subscriptions.constructor, { format: 'count' });
  }
}

/** The variable of this class that a method closes over. */
async function inClosureOf<T extends object>(object: T, method: keyof T & string, className: string): Promise<unknown> {
  const session = new Session();
  session.connect();
  const shared: Record<string, unknown> = { object };
  Object.assign(globalThis, { redisPatternsHeld: shared });
  try {
    const { result } = await session.post('Runtime.evaluate', { expression: `redisPatternsHeld.object.${method}` });
    const found = await variable(session, result, className);
    const functionDeclaration = 'function () { redisPatternsHeld.found = this; }';
    await session.post('Runtime.callFunctionOn', { objectId: idOf(found), functionDeclaration });
    return shared['found'];
  } finally {
    Reflect.deleteProperty(globalThis, 'redisPatternsHeld');
    session.disconnect();
  }
}

async function variable(
  session: Session,
  method: Runtime.RemoteObject,
  className: string,
): Promise<Runtime.RemoteObject | undefined> {
  const propertiesOf = (object: Runtime.RemoteObject | undefined) =>
    session.post('Runtime.getProperties', { objectId: idOf(object), ownProperties: true });
  const { internalProperties = [] } = await propertiesOf(method);
  const scopes = await propertiesOf(internalProperties.find(({ name }) => name === '[[Scopes]]')?.value);
  for (const { value: scope } of scopes.result) {
    if (scope?.objectId === undefined) continue;
    const { result } = await propertiesOf(scope);
    const found = result.find(({ value }) => value?.className === className);
    if (found) return found.value;
  }
  return undefined;
}

function idOf(object: Runtime.RemoteObject | undefined): string {
  assert.ok(object?.objectId !== undefined, 'an object of this process');
  return object.objectId;
}

/** The timers that wait in this process and were set by the product. */
export class OwnTimers {
  /** Where each was set, by what node knows it by. */
  private readonly waiting = new Map<number, string>();
  private seen = 0;
  private readonly bundles = ['extension.js', 'ioredis.js'].map((name) => path.join(distFolder(), name));
  private readonly hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') this.add(id, new Error().stack ?? '');
    },
    destroy: (id) => this.waiting.delete(id),
  }).enable();

  get count(): number {
    assert.ok(this.seen > 0, 'the timers of the product are seen');
    return this.waiting.size;
  }

  /** Where those that wait were set. */
  describe(): string {
    return [...new Set(this.waiting.values())].join('\n\n');
  }

  dispose(): void {
    this.hook.disable();
  }

  private add(id: number, stack: string): void {
    // VS Code's own, and those of the tests, are none of our business.
    if (!this.bundles.some((bundle) => stack.includes(bundle))) return;
    this.seen += 1;
    this.waiting.set(id, stack);
  }
}

function distFolder(): string {
  return path.join(vscode.extensions.getExtension(EXTENSION)!.extensionPath, 'dist');
}
