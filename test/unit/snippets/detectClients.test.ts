import assert from 'node:assert/strict';
import { snippetClients } from '../../../src/core/snippets/clients';
import { detectClients, hasManifestFor } from '../../../src/core/snippets/detectClients';

function detected(name: string, text: string): string[] {
  return detectClients(snippetClients, [{ name, text }]).map(({ id }) => id);
}

describe('the clients of a project', () => {
  it('stand in its manifests', () => {
    assert.deepEqual(detected('package.json', '{"dependencies":{"ioredis":"^6"}}'), ['ioredis']);
    assert.deepEqual(detected('package.json', '{"devDependencies":{"redis":"^6"}}'), ['node-redis']);
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

  it('are missed only where there is a manifest that would name them', () => {
    const ioredis = snippetClients.find(({ id }) => id === 'ioredis');
    assert.ok(ioredis);
    assert.equal(hasManifestFor(ioredis, [{ name: 'package.json', text: '{}' }]), true);
    assert.equal(hasManifestFor(ioredis, [{ name: 'go.mod', text: '' }]), false);
  });
});
