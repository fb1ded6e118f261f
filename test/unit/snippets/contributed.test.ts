import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { snippetClients } from '../../../src/core/snippets/clients';
import { contributedSnippets } from '../../../src/core/snippets/contributed';
import { findMarker } from '../../../src/core/snippets/marker';
import { expandSnippet } from '../../snippets/expandSnippet';
import { repositoryRoot } from '../../support/repository';

describe('contributed snippets', () => {
  const contributed = contributedSnippets(patternDefinitions, snippetClients);

  it('are there for each pattern, variant and client, by what one types', () => {
    const python = Object.keys(contributed.get('python') ?? {});
    for (const name of ['redis-leaderboard', 'redis-ratelimit', 'redis-ratelimit-token']) {
      assert.ok(python.includes(name), `${name} in ${python.join(', ')}`);
    }
    const typescript = Object.keys(contributed.get('typescript') ?? {});
    assert.ok(typescript.includes('redis-ratelimit-token (ioredis)'));
    assert.ok(typescript.includes('redis-ratelimit-token (node-redis)'));
    assert.equal(typescript.length, 2 * python.length);
    assert.deepEqual(
      Object.keys(contributed.get('javascript') ?? {}),
      typescript.map((name) => name.replace(')', '-js)')),
    );
  });

  it('have no prefix, as the completions of the extension offer the same while typing', () => {
    for (const snippets of contributed.values()) {
      for (const [name, snippet] of Object.entries(snippets)) assert.ok(!('prefix' in snippet), name);
    }
  });

  it('have two empty lines above each function in Python, and one elsewhere', () => {
    for (const [language, snippets] of contributed) {
      const wrong = language === 'python' ? /[^\n]\n\n(?:def|class) / : /\n\n\n/;
      for (const [name, { body }] of Object.entries(snippets)) assert.doesNotMatch(expandSnippet(body), wrong, name);
    }
  });

  it('hold the code of their variant alone, and say where it comes from', () => {
    const snippet = contributed.get('python')?.['redis-ratelimit-token'];
    assert.equal(snippet?.description, 'Rate limiting · Token bucket · Python, redis-py');
    const code = expandSnippet(snippet.body);
    assert.match(code, /^import .*\n(?:.*\n)*# Redis Patterns: rate-limiting \(tokenBucket\)\n/);
    assert.match(code, /def token_bucket\(/);
    assert.doesNotMatch(code, /def sliding_log\(/);
    assert.match(snippet.body, /API_LIMITS = Limits\(limit=\$\{\d+:12\}/);
  });

  it('begin with imports only where they may stand below other code', () => {
    for (const [language, snippets] of contributed) {
      for (const [name, { body }] of Object.entries(snippets)) {
        const first = expandSnippet(body).split('\n')[0] ?? '';
        const wanted = ['typescript', 'javascript', 'python'].includes(language)
          ? /^(?:import|from) /
          : /^(?:#|\/\/) Redis Patterns: /;
        assert.match(first, wanted, name);
        assert.ok(patternDefinitions.some(({ id }) => findMarker(expandSnippet(body), id) !== undefined));
      }
    }
  });

  it('are named in package.json for every language that has code', () => {
    const manifest = JSON.parse(readFileSync(path.join(repositoryRoot(), 'package.json'), 'utf8')) as {
      contributes: { snippets: readonly { language: string; path: string }[] };
    };
    const wanted = snippetClients.flatMap(({ languageIds: [first, ...more] }) =>
      [first, ...more].map((language) => `${language} ./dist/completions/${first}.json`),
    );
    const named = manifest.contributes.snippets.map((one) => `${one.language} ${one.path}`);
    assert.deepEqual(named, [...new Set(wanted)]);
  });
});
