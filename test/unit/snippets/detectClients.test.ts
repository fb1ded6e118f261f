import assert from 'node:assert/strict';
import { snippetClients } from '../../../src/core/snippets/clients';
import { detectClients, inOneLanguage } from '../../../src/core/snippets/detectClients';

function detected(name: string, text: string): string[] {
  return detectClients(snippetClients, [{ folder: '/w', name, text }]).map(({ id }) => id);
}

describe('the clients of a project', () => {
  it('stand in its manifests', () => {
    assert.deepEqual(detected('package.json', '{"dependencies":{"ioredis":"^6"}}'), ['ioredis', 'ioredis-js']);
    const redis = '{"devDependencies":{"redis":"^6"}}';
    assert.deepEqual(detected('package.json', redis), ['node-redis', 'node-redis-js']);
    assert.deepEqual(detected('requirements.txt', 'flask\nredis>=5\n'), ['redis-py']);
    assert.deepEqual(detected('pyproject.toml', 'dependencies = ["redis[hiredis]>=5"]'), ['redis-py']);
    assert.deepEqual(detected('go.mod', 'require github.com/redis/go-redis/v9 v9.7.0'), ['go-redis']);
    const pom = '<groupId>redis.clients</groupId><artifactId>jedis</artifactId>';
    assert.deepEqual(detected('pom.xml', pom), ['jedis']);
    assert.deepEqual(detected('build.gradle', "implementation 'redis.clients:jedis:7.0.0'"), ['jedis']);
  });

  it('are not taken from names that only look alike, nor from a broken manifest', () => {
    assert.deepEqual(detected('package.json', '{"dependencies":{"redis-info":"1"},"name":"redis"}'), []);
    assert.deepEqual(detected('requirements.txt', 'django-redis\nredis-om\nfakeredis\n'), []);
    assert.deepEqual(detected('package.json', '{"dependencies":{"ioredis"'), []);
    assert.deepEqual(detected('go.mod', 'require github.com/redis/go-redis/v8 v8'), []);
  });

  it('stand in the manifests of other tools too', () => {
    assert.deepEqual(detected('requirements-dev.txt', 'redis==8.1.0\n'), ['redis-py']);
    assert.deepEqual(detected('requirements.txt', '# redis\nflask\n'), []);
    const jedis = [
      ['libs.versions.toml', 'jedis = { module = "redis.clients:jedis", version = "7.5.3" }'],
      ['libs.versions.toml', 'jedis = { group = "redis.clients", name = "jedis", version.ref = "jedis" }'],
      ['build.gradle', "implementation group: 'redis.clients', name: 'jedis', version: '7.5.3'"],
      ['build.gradle.kts', 'implementation(group = "redis.clients", name = "jedis", version = "7.5.3")'],
    ] as const;
    for (const [name, text] of jedis) assert.deepEqual(detected(name, text), ['jedis'], text);
    assert.deepEqual(detected('build.gradle', "// group: 'redis.clients', name: 'jedis'\n"), []);
    assert.deepEqual(detected('build.gradle', "implementation group: 'redis.clients', name: 'other'"), []);
  });

  it('are those of the nearest manifest above a document, else of all', () => {
    const manifests = [
      { folder: '/w', name: 'package.json', text: '{"dependencies":{"redis":"6"}}' },
      { folder: '/w/app', name: 'package.json', text: '{"dependencies":{"ioredis":"6"}}' },
      { folder: '/w/app', name: 'go.mod', text: 'require github.com/redis/go-redis/v9 v9.7.0' },
      { folder: '/w/java/gradle', name: 'libs.versions.toml', text: 'a = "redis.clients:jedis:7.5.3"' },
    ];
    const found = (path?: string): string[] => detectClients(snippetClients, manifests, path).map(({ id }) => id);
    assert.deepEqual(found('/w/app/src/a.ts'), ['ioredis', 'ioredis-js', 'go-redis', 'jedis']);
    assert.deepEqual(found('/w/application/a.ts'), ['node-redis', 'node-redis-js', 'go-redis', 'jedis']);
    assert.deepEqual(found(), ['ioredis', 'node-redis', 'ioredis-js', 'node-redis-js', 'go-redis', 'jedis']);
    const only = [{ folder: '/w/java', name: 'build.gradle', text: '' }, manifests[3]!];
    assert.deepEqual(
      detectClients(snippetClients, only, '/w/java/src/A.java').map(({ id }) => id),
      ['jedis'],
    );
  });

  it('are those of one language: of the editor, else of the project', () => {
    const manifest = (text: string) => [{ folder: '/w', name: 'package.json', text }];
    const inTypeScript = manifest('{"dependencies":{"ioredis":"6"},"devDependencies":{"typescript":"6"}}');
    const inJavaScript = manifest('{"dependencies":{"ioredis":"6"}}');
    const of = (manifests: typeof inTypeScript, languageId?: string): string[] =>
      inOneLanguage(detectClients(snippetClients, manifests), manifests, languageId).map(({ id }) => id);
    assert.deepEqual(of(inTypeScript), ['ioredis']);
    assert.deepEqual(of(inTypeScript, 'markdown'), ['ioredis']);
    assert.deepEqual(of(inTypeScript, 'javascript'), ['ioredis-js']);
    assert.deepEqual(of(inJavaScript), ['ioredis-js']);
    assert.deepEqual(of(inJavaScript, 'typescriptreact'), ['ioredis']);
    const only = snippetClients.filter(({ id }) => id === 'ioredis');
    assert.deepEqual(inOneLanguage(only, inJavaScript), only, 'there is none in the other language');
  });
});
