import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requireLanguage } from './read-requests.ts';

it('languages are known by the tags of data sets, in canonical case', () => {
  const known = ['HI', 'tl', 'fil', 'zh-hant'].map((tag) => requireLanguage(tag, 'language'));
  assert.deepEqual(known, ['hi', 'tl', 'tl', 'zh-Hant']);
  for (const tag of ['', 'no tag'])
    assert.throws(() => requireLanguage(tag, 'language'), { kind: 'invalid-argument', message: /is no BCP 47 tag/ });
});
