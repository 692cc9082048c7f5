import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEnglish, tagsOf } from './language-tags.ts';

it('an encoder of a language is looked for under the given tag, its canonical form and the bare language', () => {
  assert.deepEqual(tagsOf('hi'), ['hi']);
  assert.deepEqual(tagsOf('zh-hant-TW'), ['zh-hant-TW', 'zh-Hant-TW', 'zh']);
  assert.deepEqual(tagsOf('tl'), ['tl', 'fil']);
  assert.deepEqual(tagsOf('fil'), ['fil', 'tl']);
  assert.deepEqual([isEnglish('en-GB'), isEnglish('EN'), isEnglish('enm')], [true, true, false]);
});
