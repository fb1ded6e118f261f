import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FoundServer } from './flavours';

/** Makes the server a program of that name in `folder`, as an installation would have it on the PATH; answers its file. */
export function installProgram({ binary, args, env }: FoundServer, folder: string, name: string): string {
  const file = path.join(folder, name);
  const variables = Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}\n`);
  const command = [binary, ...args].map(quoted).join(' ');
  fs.writeFileSync(file, `#!/bin/sh\n${variables.join('')}exec ${command} "$@"\n`, { mode: 0o755 });
  return file;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
