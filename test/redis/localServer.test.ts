import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { systemClock } from '../../src/core/base/clock';
import { startLocalServer } from '../../src/core/localServer/localServer';
import type { LocalProgram } from '../../src/core/localServer/programs';
import { findLocalPrograms } from '../../src/core/localServer/programs';
import { repositoryRoot } from '../support/repository';
import { need } from '../support/servers/need';
import { installProgram } from '../support/servers/installedProgram';
import { connectResp, withClient } from '../support/servers/respClient';
import { untilTrue } from '../support/untilTrue';

const never = new AbortController().signal;

describe('a local Redis', () => {
  let program: LocalProgram;
  let folder: string;

  beforeEach(async function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-server-test-'));
    const file = installProgram(await need(this, 'redis7'), folder, 'redis-server');
    program = { kind: 'server', title: 'redis-server', file };
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('listens on loopback only, keeps nothing, and its folder goes with it', async () => {
    const server = await startLocalServer(program, systemClock, never);
    const address = { host: '127.0.0.1', port: server.port };
    const config = (name: string) => withClient(address, (client) => client.text('CONFIG', 'GET', name));
    assert.deepEqual(await config('bind'), ['bind', '127.0.0.1']);
    assert.deepEqual(await config('save'), ['save', '']);
    assert.deepEqual(await config('appendonly'), ['appendonly', 'no']);
    const [, dir] = (await config('dir')) as [string, string];
    assert.ok(fs.existsSync(dir));
    server.dispose();
    await server.ended;
    await assert.rejects(connectResp(address));
    assert.equal(fs.existsSync(dir), false);
  });

  for (const isScript of [false, true]) {
    const how = isScript ? 'that a script runs as its child' : 'itself';

    it(`ends ${how} when it is let go of`, async () => {
      const server = await startLocalServer(isScript ? asScript(program) : program, systemClock, never);
      const address = { host: '127.0.0.1', port: server.port };
      const pid = await processId(address);
      server.dispose();
      await server.ended;
      await assert.rejects(connectResp(address));
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    });

    it(`ends ${how} when the process that started it is killed`, async () => {
      const { port, parent } = await startedByAnother(isScript ? asScript(program) : program);
      const address = { host: '127.0.0.1', port };
      assert.equal(await withClient(address, (client) => client.text('PING')), 'PONG');
      parent.kill('SIGKILL');
      await untilTrue('nobody listens any more', async () => {
        const client = await connectResp(address).catch(() => undefined);
        client?.close();
        return client === undefined;
      });
    });
  }

  it('ends what a script leaves behind that ended before its server', async () => {
    const file = path.join(folder, 'hasty');
    const own = path.join(folder, 'pid');
    fs.writeFileSync(file, `#!/bin/sh\necho $$ >"${own}"\n"${program.file}" "$@" &\nwait\n`, { mode: 0o755 });
    const server = await startLocalServer({ ...program, file }, systemClock, never);
    const address = { host: '127.0.0.1', port: server.port };
    const pid = await processId(address);
    process.kill(Number(fs.readFileSync(own, 'utf8')), 'SIGKILL');
    await server.ended;
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  it('in Docker is a container of its own name, which is killed by that', async () => {
    const file = path.join(folder, 'docker');
    const told = path.join(folder, 'told');
    // Docker's part: run listens where it is told to, and lives on without the program that asked for it.
    const script = `#!/bin/sh
      echo "$1 $2 $3 $4" >>"${told}"
      [ "$1" = kill ] && exit
      address=\${6%:*}
      exec "${program.file}" --save '' --port "\${address#*:}"`;
    fs.writeFileSync(file, script, { mode: 0o755 });
    const server = await startLocalServer({ kind: 'docker', title: 'Docker', file }, systemClock, never);
    server.dispose();
    await server.ended;
    const lines = () => fs.readFileSync(told, 'utf8').trim().split('\n');
    await untilTrue('Docker was told twice', () => Promise.resolve(lines().length === 2));
    const [run, kill] = lines();
    const [, name] = /^run --rm --name (redis-patterns-\d+-\d+)$/.exec(run ?? '') ?? [];
    assert.equal(kill?.trim(), `kill ${String(name)}`);
  });

  /** As the one of Redis Stack does it: the server is the script's child, not the script. */
  function asScript({ file: server, ...rest }: LocalProgram): LocalProgram {
    const file = path.join(folder, 'redis-stack-server');
    fs.writeFileSync(file, `#!/bin/sh\n"${server}" "$@"\nexit $?\n`, { mode: 0o755 });
    return { ...rest, file };
  }

  async function startedByAnother({ file }: LocalProgram): Promise<{ port: number; parent: ChildProcess }> {
    const script = path.join(repositoryRoot(), 'dist', 'localServerParent.cjs');
    await build({
      stdin: {
        contents: `
          import { systemClock } from './src/core/base/clock';
          import { startLocalServer } from './src/core/localServer/localServer';
          const program = { kind: 'server', title: 'redis', file: ${JSON.stringify(file)} } as const;
          startLocalServer(program, systemClock, new AbortController().signal).then(({ port }) => console.log(port));`,
        resolveDir: repositoryRoot(),
        loader: 'ts',
      },
      ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' },
    });
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data))));
    return { port: Number(said), parent };
  }

  it('says what the program said when it does not come up', async () => {
    const file = path.join(folder, 'not-redis');
    fs.writeFileSync(file, '#!/bin/sh\necho "Fatal: no memory for the fork" >&2\nexit 1\n', { mode: 0o755 });
    const started = startLocalServer({ ...program, file }, systemClock, never);
    await assert.rejects(started, {
      code: 'LOCAL_SERVER',
      message: /ended before it was ready: Fatal: no memory for the fork /,
    });
  });

  it('is given up when it is cancelled', async () => {
    const file = path.join(folder, 'not-redis');
    fs.writeFileSync(file, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
    const controller = new AbortController();
    const started = startLocalServer({ ...program, file }, systemClock, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 100);
    await assert.rejects(started, { name: 'AbortError' });
  });

  it('is found on the PATH, the one that can do most first, and Docker last', async () => {
    for (const name of ['docker', 'redis-stack-server']) {
      fs.writeFileSync(path.join(folder, name), '', { mode: 0o755 });
    }
    fs.writeFileSync(path.join(folder, 'valkey-server'), 'not a program', { mode: 0o644 });
    const found = await findLocalPrograms({ PATH: `relative:${folder}` }, 'linux');
    assert.deepEqual(
      found.map(({ kind, title }) => [kind, title]),
      [
        ['server', 'redis-stack-server'],
        ['server', 'redis-server'],
        ['docker', 'Docker (redis:8)'],
      ],
    );
    assert.deepEqual(await findLocalPrograms({ PATH: '' }, 'linux'), []);
  });
});

async function processId(address: { host: string; port: number }): Promise<number> {
  const info = await withClient(address, (client) => client.text('INFO', 'server'));
  return Number(/process_id:(\d+)/.exec(String(info))?.[1]);
}
