import assert from 'node:assert/strict';
import type { EditOutcome, KeyEdit } from '../../../src/core/keyspace/edit/outcomes';
import { runEdit, runUndo } from '../../../src/core/keyspace/edit/runEdit';
import type { Argument } from '../../support/servers/respClient';
import { rejection } from '../connectionHelpers';
import { useEditServer } from './editServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('edits of JSON', function () {
  this.timeout(60_000);
  const server = useEditServer('stack');
  const edit = (change: KeyEdit): Promise<EditOutcome> => runEdit(server.editor, KEY, change);
  const call = (args: readonly Argument[]) => server.other.call(...args);

  it('changes JSON at one place, and puts the document back', async () => {
    await call(['JSON.SET', KEY, '$', '{"b":[1,2],"a":{"x":9007199254740993}}']);
    await call(['PEXPIRE', KEY, 500_000]);
    const before = await call(['JSON.GET', KEY]);
    const changes: readonly KeyEdit[] = [
      { kind: 'json.set', path: '$.a.x', seen: raw('9007199254740993'), value: '"y"' },
      { kind: 'json.set', path: '$', seen: before as Buffer, value: '[]' },
      { kind: 'json.set', path: '$.c', seen: null, value: 'true' },
      { kind: 'json.add', path: '$.a', name: 'it\'s "q"\\', value: '[]' },
      { kind: 'json.append', path: '$.b', value: '3' },
      { kind: 'json.insert', path: '$.b', index: 1, seen: raw('2'), value: '[0]' },
      { kind: 'json.insert', path: '$.b', index: 2, seen: null, value: '3' },
      { kind: 'json.remove', path: '$.b', seen: raw('[1,2]') },
      { kind: 'json.remove', path: '$.b[0]', seen: raw('1') },
      { kind: 'json.remove', path: '$.b[1]', seen: raw('2') },
      { kind: 'json.remove', path: '$', seen: before as Buffer },
    ];
    for (const change of changes) {
      const outcome = await edit(change);
      assert.ok(outcome.kind === 'done' && outcome.undo, JSON.stringify([change, outcome]));
      assert.notDeepEqual(await call(['JSON.GET', KEY]), before);
      if (change.kind !== 'json.remove' || change.path !== '$') {
        assert.ok(Number(await call(['PTTL', KEY])) > 400_000);
      }
      if (change.kind !== 'json.append') {
        assert.equal((await edit(change)).kind, 'conflict', JSON.stringify(change));
      }
      assert.equal((await runUndo(server.editor, KEY, outcome.undo)).kind, 'done', JSON.stringify(change));
      assert.deepEqual(await call(['JSON.GET', KEY]), before);
      assert.ok(Number(await call(['PTTL', KEY])) > 400_000);
    }
    const nowhere: KeyEdit = { kind: 'json.append', path: '$.a', value: '3' };
    assert.deepEqual(await edit(nowhere), { kind: 'conflict', present: { kind: 'absent' } });
    await rejection(
      edit({ kind: 'json.remove', path: '$..x', seen: raw('1') }).then(async () => {
        await call(['JSON.SET', KEY, '$.b[0]', '{"x":1}']);
        await edit({ kind: 'json.remove', path: '$..x', seen: raw('1') });
      }),
      'INVALID_INPUT',
    );
  });

  it('changes and undoes a place of a large document without writing all of it out', async () => {
    const list = JSON.stringify(Array.from({ length: 200_000 }, (_, at) => at));
    await call(['JSON.SET', KEY, '$', `{"first":{"x":1},"list":${list},"last":2}`]);
    const changes: readonly KeyEdit[] = [
      { kind: 'json.append', path: '$.list', value: '"more"' },
      { kind: 'json.add', path: '$', name: 'new', value: '{}' },
      { kind: 'json.set', path: '$.first.x', seen: raw('1'), value: '[]' },
      { kind: 'json.remove', path: '$.list[7]', seen: raw('7') },
      { kind: 'json.remove', path: '$.last', seen: raw('2') },
    ];
    const before = await call(['JSON.GET', KEY]);
    for (const change of changes) {
      const outcome = await edit(change);
      assert.ok(outcome.kind === 'done' && outcome.undo, JSON.stringify(change));
      assert.ok(JSON.stringify(outcome.undo).length < 500, 'more than the place is kept');
      // Whoever changes another place is not in the way.
      await call(['JSON.SET', KEY, '$.first.x', change.kind === 'json.set' ? '[]' : '1']);
      assert.equal((await runUndo(server.editor, KEY, outcome.undo)).kind, 'done', JSON.stringify(change));
      assert.deepEqual(await call(['JSON.GET', KEY]), before);
    }
    // A member comes back as the last one.
    const removed = await edit({ kind: 'json.remove', path: '$.first', seen: raw('{"x":1}') });
    assert.ok(removed.kind === 'done' && removed.undo);
    assert.equal((await runUndo(server.editor, KEY, removed.undo)).kind, 'done');
    assert.match(String(await call(['JSON.OBJKEYS', KEY, '$'])), /,first$/);
    assert.ok(JSON.stringify(removed.undo).length < 500, 'more than the place is kept');
  });
});
