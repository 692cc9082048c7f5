import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEnglish, isUndetermined, tagsOf } from './language-tags.ts';

it('an encoder of a language is looked for under the given tag and its canonical form, one subtag less each time', () => {
  assert.deepEqual(tagsOf('hi'), ['hi']);
  assert.deepEqual(tagsOf('zh-hant-TW'), ['zh-hant-TW', 'zh-Hant-TW', 'zh-Hant', 'zh']);
  assert.deepEqual(tagsOf('tl'), ['tl', 'fil']);
  assert.deepEqual(tagsOf('fil'), ['fil', 'tl']);
  assert.deepEqual(tagsOf('hin'), ['hin', 'hi']);
});

it('English and the unknown language are known by every spelling of their tags', () => {
  assert.deepEqual(['en-GB', 'EN', 'eng', 'enm'].map(isEnglish), [true, true, true, false]);
  assert.deepEqual(['und', 'UND', 'und-Latn', 'hi'].map(isUndetermined), [true, true, true, false]);
});
