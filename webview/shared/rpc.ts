import type { Contract, HostMessage, RpcClient } from '../../src/protocol/rpc';
import { createRpcClient } from '../../src/protocol/rpcClient';

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
  const { kept } = asRecord(api.getState());
  api.setState({ ...ofHost, kept });
  const rpc = createRpcClient<C>({
    post: (message) => {
      api.postMessage(message);
    },
    onMessage(listener) {
      const hear = ({ data }: MessageEvent<unknown>): void => {
        if (isHostMessage(data)) listener(data);
      };
      window.addEventListener('message', hear);
      return {
        dispose: () => {
          window.removeEventListener('message', hear);
        },
      };
    },
  });
  return {
    root,
    rpc,
    kept,
    keep(value) {
      api.setState({ ...ofHost, kept: value });
    },
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** VS Code, and extensions of the browser, send messages of their own to the same window. */
function isHostMessage(data: unknown): data is HostMessage {
  return ['result', 'error', 'aborted', 'event'].includes(String(asRecord(data)['type']));
}
