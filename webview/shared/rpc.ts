import type {
  Contract,
  HostMessage,
  Port,
  RpcClient,
  SentHostMessage,
  SentWebviewMessage,
  WebviewMessage,
} from '../../src/protocol/rpc';
import { createRpcClient } from '../../src/protocol/rpcClient';
import { hostSaid } from './hostClock';

const LONGEST_FRAME_MS = 250;

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** A panel's page as VS Code gives it: the element to paint into, the host to talk to, and what is kept while hidden. */
export interface Panel<C extends Contract> {
  readonly root: HTMLElement;
  readonly rpc: RpcClient<C>;
  /** What `keep` was last given on an earlier page of this panel; its shape is for the reader to check. */
  readonly kept: unknown;
  readonly keep: (value: unknown) => void;
  /** Puts something beside what the host wrote for its serializer. */
  readonly tellSerializer: (change: Readonly<Record<string, unknown>>) => void;
}

/**
 * Once per page. VS Code keeps one state for each panel: the host wrote into `data-state` what it needs to restore the
 * panel after a restart, and what the page keeps is put beside it.
 */
export function openPanel<C extends Contract>(id: string): Panel<C> {
  const root = document.getElementById(id);
  if (!root) throw new Error(`The page has no element "${id}".`);
  const api = acquireVsCodeApi();
  const ofHost = asRecord(JSON.parse(root.dataset['state'] ?? '{}'));
  const former = asRecord(api.getState());
  // A panel that shows something else by now has nothing from before.
  const isSame = Object.entries(ofHost).every(([name, value]) => former[name] === value);
  let state: Readonly<Record<string, unknown>> = { ...(isSame && former), ...ofHost };
  const change = (part: Readonly<Record<string, unknown>>): void => {
    state = { ...state, ...part };
    api.setState(state);
  };
  change({});
  const { page } = root.dataset;
  const port: Port<WebviewMessage, HostMessage> = {
    post: (message) => {
      const sent: SentWebviewMessage = { ...message, ...(page !== undefined && { page }) };
      api.postMessage(sent);
    },
    onMessage(listener) {
      const hear = ({ data }: MessageEvent<unknown>): void => {
        if (!isHostMessage(data)) return;
        hostSaid(data.sentAt);
        listener(data);
      };
      window.addEventListener('message', hear);
      return {
        dispose: () => {
          window.removeEventListener('message', hear);
        },
      };
    },
  };
  return {
    root,
    rpc: createRpcClient(port, afterPaint),
    kept: state['kept'],
    keep(value) {
      change({ kept: value });
    },
    tellSerializer: change,
  };
}

/** With the next frame; a page that is not painted, because it is covered or the machine is busy, is not waited for. */
function afterPaint(then: () => void): void {
  let called = false;
  const once = (): void => {
    if (!called) then();
    called = true;
  };
  requestAnimationFrame(once);
  setTimeout(once, LONGEST_FRAME_MS);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** VS Code, and extensions of the browser, send messages of their own to the same window. */
function isHostMessage(data: unknown): data is SentHostMessage {
  return ['result', 'error', 'aborted', 'event'].includes(String(asRecord(data)['type']));
}
