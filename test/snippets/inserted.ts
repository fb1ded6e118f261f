import assert from 'node:assert/strict';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { SnippetClient } from '../../src/core/snippets/clients';
import { clientOf } from '../../src/core/snippets/clients';
import { missingImports } from '../../src/core/snippets/imports/missingImports';
import { neededCode } from '../../src/core/snippets/needed';
import { readRegions, readTabStops } from '../../src/core/snippets/regions';
import type { InsertableCode } from '../../src/core/snippets/render';
import { insertableCode, toSnippetText } from '../../src/core/snippets/render';
import { expandSnippet } from './expandSnippet';

export const patterns: readonly AnyPattern[] = [template, ...patternDefinitions];

export function snippetOf(patternId: string, client: string): string {
  const pattern: AnyPattern | undefined = patterns.find(({ id }) => id === patternId);
  const snippet = pattern?.snippets.find((candidate) => candidate.client === client);
  assert.ok(snippet);
  return snippet.source();
}

/**
 * A fresh file into which the code was inserted, and nothing typed at its stops. `document` is what somebody has who needs
 * the code, with HERE in a line of its own where the cursor is: the code is indented as that line is. `choose` may leave parts
 * of the code out.
 */
export function inserted(
  source: string,
  clientId: string,
  document = HERE,
  choose: (code: InsertableCode) => InsertableCode = (code) => code,
): string {
  const client = known(clientId);
  const lines = document.split('\n');
  const at = lines.findIndex((line) => line.trim() === HERE);
  assert.ok(at >= 0, `${HERE} is missing`);
  const place = { languageId: client.languageIds[0], text: document.replace(HERE, '') };
  const { imports, body } = neededCode(place, at, choose(insertableCode(readRegions(source))), client);
  const code = expandSnippet(toSnippetText(body, readTabStops(source)));
  const indent = (lines[at] ?? '').replace(HERE, '');
  lines.splice(at, 1, ...code.split('\n').map((line) => (line === '' ? '' : indent + line)));
  const missing = missingImports(lines.join('\n'), imports, client.importSyntax);
  // The host leaves an empty line below them too, unless they stand among others.
  const apart = missing.inside || missing.lines.length === 0 || (lines[missing.at] ?? '').trim() === '';
  lines.splice(missing.at, 0, ...missing.lines, ...(apart ? [] : ['']));
  const file = lines.join('\n');
  assert.deepEqual(missingImports(file, imports, client.importSyntax).lines, [], 'nothing is imported twice');
  return file;
}

/** Where code is inserted. */
export const HERE = '<here>';

/** The source without its regions, and HERE where the first of them was: what calls the code. */
export function callerOf(source: string): string {
  const { code, regions } = readRegions(source);
  const lines = code.split('\n');
  const ranges = Object.entries(regions);
  const starts = ranges.filter(([name]) => name !== 'imports').map(([, { start }]) => start);
  const first = Math.min(...starts);
  const gone = new Set(ranges.flatMap(([, { start, end }]) => lines.slice(start, end).map((_, n) => start + n)));
  const indent = /^\s*/.exec(lines[first] ?? '')?.[0] ?? '';
  const kept = lines.flatMap((line, index) => (index === first ? [indent + HERE] : gone.has(index) ? [] : [line]));
  // Where a region was, two empty lines meet.
  return kept.join('\n').replace(/\n{3,}/g, '\n\n');
}

export function known(clientId: string): SnippetClient {
  const client = clientOf(clientId);
  assert.ok(client, `${clientId} is in the table of clients`);
  return client;
}
