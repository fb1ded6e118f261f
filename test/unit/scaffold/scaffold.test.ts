import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { AnyPattern } from '../../../src/core/patterns/contract';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { expectedOf, indexMakers } from '../../../src/core/scaffold/expected';
import type { Scaffold, ScaffoldForm } from '../../../src/core/scaffold/scaffold';
import { canScaffold, scaffoldOf } from '../../../src/core/scaffold/scaffold';
import { toolVersions } from '../../../src/core/scaffold/versions';
import { clientOf, snippetClients } from '../../../src/core/snippets/clients';
import { isManifestOf } from '../../../src/core/snippets/detectClients';
import { repositoryRoot } from '../../support/repository';

const SOURCE = `// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #region imports
import { Redis } from 'ioredis';
// #endregion
const name = process.env.KEY_PREFIX ?? 'shop';
`;

describe('a scaffolded project', () => {
  for (const client of snippetClients.filter(canScaffold)) {
    describe(`for ${client.id}`, () => {
      it('is the same whenever it is made', () => {
        assert.deepEqual(scaffold(client.id), scaffold(client.id));
      });

      it('has its source, a test, notes, and what it takes to begin', () => {
        const { files, source } = scaffold(client.id);
        const paths = files.map((file) => file.path);
        assert.equal(new Set(paths).size, paths.length, 'no file twice');
        assert.ok(paths.includes(source));
        assert.ok(paths.some((name) => /test/i.test(name)));
        for (const name of ['docs/rate-limiting.md', 'README.md', '.env.example', 'compose.yaml', '.gitignore']) {
          assert.ok(paths.includes(name), name);
        }
        for (const file of files) assert.ok(file.text.endsWith('\n') && !file.text.endsWith('\n\n'), file.path);
      });

      it('lets two patterns lie beside each other: what both have is the same', () => {
        const [first, second] = [scaffold(client.id), scaffold(client.id, { id: 'inventory' })];
        const other = new Map(second.files.map((file) => [file.path, file.text]));
        const shared = first.files.filter((file) => other.has(file.path));
        assert.ok(shared.length >= 4);
        for (const { path: name, text } of shared) assert.equal(other.get(name), text, name);
        assert.equal(first.files.length - shared.length, 3, 'the source, its test and its notes are its own');
      });

      it('has the version of the table of clients', () => {
        if (client.manifests.length === 0) return;
        const manifest = scaffold(client.id).files.find((file) => isManifestOf(client, file.path));
        assert.ok(manifest?.text.includes(client.version), manifest?.text ?? 'no manifest');
      });

      for (const form of ['module', 'project'] as const) {
        it(`takes the source as it is into a ${form}, without its marks`, () => {
          const code = 'a = "$1 $& ${x} }" + \'\\\\n\' // ünï 🎉\r\nb = `\\${a}`\r\n';
          const { files, source } = scaffold(client.id, { form, source: `// #region a\r\n${code}// #endregion\r\n` });
          assert.equal(files.find((file) => file.path === source)?.text, code);
        });
      }

      it('is the source alone as a module', () => {
        const { files, source } = scaffold(client.id, { form: 'module' });
        assert.deepEqual(
          files.map((file) => file.path),
          [source],
        );
      });
    });
  }

  const COMMANDS: Readonly<Record<string, { readonly project: string; readonly module: string }>> = {
    ioredis: { project: 'npm install, npm test', module: 'npm install ioredis, node rate-limiting.ts' },
    'node-redis': { project: 'npm install, npm test', module: 'npm install redis, node rate-limiting.ts' },
    'ioredis-js': { project: 'npm install, npm test', module: 'npm install ioredis, node rate-limiting.mjs' },
    'node-redis-js': { project: 'npm install, npm test', module: 'npm install redis, node rate-limiting.mjs' },
    'redis-py': {
      project:
        'python3 -m venv .venv, . .venv/bin/activate, python -m pip install -r requirements.txt, python -m unittest',
      module: 'pip install redis, python rate_limiting.py',
    },
    'go-redis': {
      project: 'go mod tidy, go test -count=1 ./...',
      module: 'go get github.com/redis/go-redis/v9, go run ./rate-limiting',
    },
    jedis: { project: 'mvn test', module: '' },
    'redis-cli': { project: 'bash all_tests.sh', module: 'bash rate-limiting.sh' },
  };

  it('says what comes next, for every client of the table', () => {
    const said = snippetClients.map(({ id }) => {
      const [docker, ...project] = scaffold(id).commands;
      assert.equal(docker, 'docker compose up -d');
      return [id, { project: project.join(', '), module: scaffold(id, { form: 'module' }).commands.join(', ') }];
    });
    assert.deepEqual(Object.fromEntries(said), COMMANDS);
  });

  it('calls a file of Java by its class, and folders of Go by the pattern', () => {
    const java = (source: string) => scaffold('jedis', { source }).source;
    assert.equal(java('public final class Limits {\n}\n'), 'src/main/java/Limits.java');
    assert.equal(java('record A() {}\nfinal class B {\n}\npublic class C {\n}\n'), 'src/main/java/C.java');
    assert.equal(scaffold('go-redis').source, 'rate-limiting/main.go');
  });

  it('leaves no empty lines where marks were, and those that were there', () => {
    const go = 'package main\n\n// #region a\nvar a = 1\n\n// #endregion\n\n// #region b\nvar b = 1\n// #endregion\n';
    const python = '# #region a\na = 1\n# #endregion\n\n\n# #region b\nb = 1\n# #endregion\n';
    const code = (id: string, source: string) => scaffold(id, { source, form: 'module' }).files[0]?.text;
    assert.equal(code('go-redis', go), 'package main\n\nvar a = 1\n\nvar b = 1\n');
    assert.equal(code('redis-py', python), 'a = 1\n\n\nb = 1\n');
  });

  it('begins keys with the prefix of the settings, and names it in the example of the environment', () => {
    const { files, source } = scaffold('ioredis', { source: SOURCE, keyPrefix: 'acme:web' });
    const text = (name: string) => files.find((file) => file.path === name)?.text ?? '';
    assert.match(text(source), /KEY_PREFIX \?\? 'acme:web'/);
    assert.match(text('.env.example'), /^REDIS_URL=redis:\/\/localhost:6379$/m);
    assert.match(text('.env.example'), /^KEY_PREFIX=acme:web$/m);
  });

  it('writes no prefix into the environment that a shell would take for something else', () => {
    const { files } = scaffold('ioredis', { source: SOURCE, keyPrefix: '$(reboot) x' });
    assert.match(files.find((file) => file.path === '.env.example')?.text ?? '', /^KEY_PREFIX=example$/m);
  });

  it('keeps the environment out of git', () => {
    const { files } = scaffold('redis-py');
    assert.match(files.find((file) => file.path === '.gitignore')?.text ?? '', /^\.env$/m);
  });

  it('expects what patterns print that there are', () => {
    const ids = new Set((patternDefinitions as readonly AnyPattern[]).map(({ id }) => id));
    for (const id of [...Object.keys(expectedOf), ...indexMakers]) assert.ok(ids.has(id), id);
  });

  it('takes the compiler that this repository has', () => {
    const manifest = fs.readFileSync(path.join(repositoryRoot(), 'package.json'), 'utf8');
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
    assert.equal(devDependencies['typescript7'], `npm:typescript@${toolVersions.typescript}`);
    assert.equal(devDependencies['@types/node'], toolVersions.nodeTypes);
  });
});

interface Change {
  readonly id?: string;
  readonly form?: ScaffoldForm;
  readonly source?: string;
  readonly keyPrefix?: string;
}

function scaffold(clientId: string, change: Change = {}): Scaffold {
  const client = clientOf(clientId);
  assert.ok(client);
  const { id = 'rate-limiting', form = 'project', source = SOURCE, keyPrefix = '' } = change;
  const pattern = { id, title: 'A Pattern' };
  return scaffoldOf({ pattern, client, form, source, lesson: '# A Pattern\n\nText.\n', keyPrefix });
}
