import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nameOfPath, parseReference, pathOfName, requireName } from './names.ts';
import { nearest } from './nearest.ts';

const part = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}$/);
const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

describe('names', () => {
  it('become paths of one part and come back', () => {
    fc.assert(
      fc.property(name, (text) => {
        assert.equal(nameOfPath(pathOfName(requireName(text))), text);
        assert.ok(!pathOfName(text).includes('/'));
      }),
    );
  });

  it('are read with an alias, a digest or the beginning of one', () => {
    const digest = 'ab'.repeat(32);
    assert.deepEqual(parseReference('student/hi'), { name: 'student/hi' });
    for (const selector of ['production', digest, 'deadbeef', 'v1']) {
      assert.deepEqual(parseReference(`student/hi@${selector}`), { name: 'student/hi', selector });
    }
    for (const bad of ['@production', 'a@', 'a@b@c', 'a@B', `a@${digest}0`, 'a/../b']) {
      assert.throws(() => parseReference(bad, 'model'), /^OpticalError: model:/, bad);
    }
  });
});

describe('nearest', () => {
  it('puts the fewest changes first', () => {
    const names = ['student/th', 'teacher/minilm', 'student/hi', 'student/hi-2'];
    assert.deepEqual(nearest('student/h', names, 3), ['student/hi', 'student/th', 'student/hi-2']);
    assert.deepEqual(nearest('x', [], 3), []);
  });
});
