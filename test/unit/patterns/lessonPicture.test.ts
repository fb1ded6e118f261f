import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pictureOf, withoutPicture, withPictureAt } from '../../../src/core/patterns/lessonPicture';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { repositoryRoot } from '../../support/repository';

describe('the picture of a lesson', () => {
  it('is there for each use case, in both shades, small, and has words for it', () => {
    const useCases = patternDefinitions.filter(({ group }) => group === 'useCase');
    for (const { id, lesson } of useCases) {
      const dark = path.join(repositoryRoot(), 'src/core/patterns', id, pictureOf(lesson()) ?? 'none');
      for (const file of [dark, dark.replace('-dark.', '-light.')]) assert.ok(fs.statSync(file).size < 60_000, file);
      assert.match(lesson(), /^!\[The lab .{20,}\]/m);
    }
    assert.ok(useCases.length >= 6);
  });

  it('is put at another address, or left out, and the rest stays as it is', () => {
    const lesson = '# A\n\nOne `![no](picture)`.\n\n![What is seen](../a-dark.webp)\n\n## B\n\nTwo.\n';
    assert.equal(pictureOf(lesson), '../a-dark.webp');
    assert.equal(withoutPicture(lesson), '# A\n\nOne `![no](picture)`.\n\n## B\n\nTwo.\n');
    assert.equal(
      withPictureAt(lesson, 'data:x'),
      '# A\n\nOne `![no](picture)`.\n\n![What is seen][picture]\n\n## B\n\nTwo.\n\n[picture]: data:x\n',
    );
  });
});
