import * as net from 'node:net';
import * as tls from 'node:tls';
import { RespError, RespParser } from './respParser';
import type { Reply } from './respParser';

export type Argument = string | Buffer | number;

/** Where a server is and how to get in. With `path` (a unix socket) host and port do not count. */
export interface RespAddress {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  /** Given for TLS; `{}` checks the server against the system's certificates. */
  readonly tls?: tls.ConnectionOptions;
  /** Milliseconds for connecting, and for each reply. Default 10 000. */
  readonly timeout?: number;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A small RESP2 client that shares no code with the extension: the second, independent opinion of a test.
 * One reply per command, so no SUBSCRIBE and no MONITOR.
 */
export class RespClient {
  readonly #socket: net.Socket;
  readonly #parser = new RespParser();
  readonly #waiting: Waiting[] = [];
  #ended: Error | undefined;

  /** Use connectResp. */
  constructor(socket: net.Socket, timeout: number) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('The server closed the connection.')));
    socket.setTimeout(timeout, () => {
      if (this.#waiting.length > 0) this.#end(new Error(`The server did not reply within ${timeout} ms.`));
    });
  }

  /** Sends one command. Bulk replies are Buffers. @throws RespError for an error reply, Error when the connection ends. */
  async call(...args: Argument[]): Promise<Reply> {
    const reply = await this.#send(args);
    if (reply instanceof RespError) throw reply;
    return reply;
  }

  /** As call, with all bytes of the reply as UTF-8 text. */
  async text(...args: Argument[]): Promise<Text> {
    return asText(await this.call(...args));
  }

  /** Sends commands in one go; error replies are among the replies, in their places. */
  async pipeline(commands: readonly (readonly Argument[])[]): Promise<Reply[]> {
    this.#socket.cork();
    const replies = Promise.all(commands.map((command) => this.#send(command)));
    this.#socket.uncork();
    return await replies;
  }

  /** Ends the connection; commands without a reply are rejected. */
  close(): void {
    this.#end(new Error('The client was closed.'));
  }

  #send(args: readonly Argument[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#socket.write(encode(args));
    });
  }

  #receive(chunk: Buffer): void {
    try {
      for (const reply of this.#parser.push(chunk)) this.#waiting.shift()?.resolve(reply);
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#socket.destroy();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#ended);
  }
}

/** Connects, and authenticates where a password is given. @throws when there is no server, or it will not let us in. */
export async function connectResp(address: RespAddress): Promise<RespClient> {
  const { timeout = 10_000, username, password } = address;
  const client = new RespClient(await open(address, timeout), timeout);
  if (password === undefined) return client;
  try {
    await (username === undefined ? client.call('AUTH', password) : client.call('AUTH', username, password));
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Connects, asks, and closes again, whatever happens. */
export async function withClient<T>(address: RespAddress, ask: (client: RespClient) => Promise<T>): Promise<T> {
  const client = await connectResp(address);
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}

function open(address: RespAddress, timeout: number): Promise<net.Socket> {
  const { host = '127.0.0.1', port = 6379, path } = address;
  const target = path === undefined ? { host, port } : { path };
  return new Promise((resolve, reject) => {
    const socket = address.tls ? tls.connect({ ...target, ...address.tls }) : net.connect(target);
    const late = setTimeout(() => socket.destroy(new Error(`No connection within ${timeout} ms.`)), timeout);
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(late));
    socket.once(address.tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function encode(args: readonly Argument[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

/** A reply as text, for asserting on: bytes as UTF-8, errors as their message. */
export type Text = string | number | bigint | null | Text[];

/** Turns the bytes of a reply into text, however deep. */
export function asText(reply: Reply): Text {
  if (Buffer.isBuffer(reply)) return reply.toString('utf8');
  if (reply instanceof RespError) return reply.message;
  if (Array.isArray(reply)) return reply.map(asText);
  return reply;
}
