import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { parseFilter } from './parse-filter.ts';

const fields = new Map([
  ['year', 'METADATA_TYPE_NUMBER' as const],
  ['topic', 'METADATA_TYPE_STRING' as const],
  ['tags', 'METADATA_TYPE_STRINGS' as const],
]);

describe('a filter of the command line', () => {
  it('is typed as the collection declares', () => {
    const year = (operator: string) => ({ comparison: { field: 'year', operator, value: { numberValue: 1990 } } });
    assert.deepEqual(parseFilter('year<=1990', fields), year('COMPARISON_OPERATOR_LESS_OR_EQUAL'));
    assert.deepEqual(parseFilter('year>1990', fields), year('COMPARISON_OPERATOR_GREATER'));
    assert.deepEqual(parseFilter('topic=a|b', fields), {
      membership: { field: 'topic', values: [{ stringValue: 'a' }, { stringValue: 'b' }] },
    });
    assert.deepEqual(parseFilter('tags!=x=y', fields), {
      comparison: { field: 'tags', operator: 'COMPARISON_OPERATOR_NOT_EQUAL', value: { stringValue: 'x=y' } },
    });
    assert.deepEqual(parseFilter('topic', fields), { presentField: 'topic' });
    assert.deepEqual(parseFilter('lang=en,de', fields), { languages: { values: ['en', 'de'] } });
    assert.deepEqual(parseFilter('doc=d:1', fields), { documentIds: { values: ['d:1'] } });
  });

  it('is refused with what would do', async () => {
    await assertRejected(() => parseFilter('=3', fields), 'invalid-argument', 'field!=a');
    await assertRejected(() => parseFilter('colour=red', fields), 'invalid-argument', 'year, topic, tags');
    await assertRejected(() => parseFilter('year=old', fields), 'invalid-argument', '"old"');
  });
});
