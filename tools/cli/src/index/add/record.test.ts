import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toRecord } from './record.ts';

const rules = {
  language: 'en',
  fields: new Map([
    ['year', 'METADATA_TYPE_NUMBER' as const],
    ['tags', 'METADATA_TYPE_STRINGS' as const],
    ['seen', 'METADATA_TYPE_TIME' as const],
    ['open', 'METADATA_TYPE_BOOL' as const],
    ['isbn', 'METADATA_TYPE_STRING' as const],
  ]),
};

describe('a record to index', () => {
  it('takes the types that the collection declares, words of a table included', () => {
    const metadata = { year: '1989', tags: 'a, b', seen: '2001-02-03T00:00:00Z', open: 'true' };
    assert.deepEqual(toRecord({ _id: 7, text: 'x', document_id: 'd', metadata }, rules), {
      id: '7',
      text: 'x',
      documentId: 'd',
      language: 'en',
      metadata: {
        year: { numberValue: 1989 },
        tags: { stringsValue: { values: ['a', 'b'] } },
        seen: { timeValue: { seconds: 981_158_400, nanos: 0 } },
        open: { boolValue: true },
      },
    });
  });

  it('is refused with what is wrong', () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ text: 'x' }, /no id/],
      [{ id: '', text: 'x' }, /no id/],
      [{ id: 'a' }, /no "text"/],
      [{ id: 'a', text: ' \n' }, /empty text/],
      [{ id: 'a', text: 'x', language: 'not a tag' }, /no BCP 47 tag/],
      [{ id: 'é'.repeat(300), text: 'x' }, /600 bytes of .*id.*, the limit is 512/],
      [{ id: 'a', text: 'x', metadata: { colour: 'red' } }, /"colour", which the collection does not declare/],
      [{ id: 'a', text: 'x', metadata: { year: 'old' } }, /old.* in the field year, whose type is number/],
      [{ id: 'a', text: 'x', metadata: [] }, /no object as /],
    ];
    for (const [values, problem] of cases)
      assert.match(JSON.stringify(toRecord(values, rules)).replaceAll('\\"', '"'), problem);
  });

  it('is refused when a number would not become the text that the file has', () => {
    const parse = (line: string) => toRecord(JSON.parse(line) as Record<string, unknown>, rules);
    const exact = parse(
      `{"id": ${Number.MAX_SAFE_INTEGER}, "document_id": -1.5, "text": "x", "metadata": {"isbn": 7}}`,
    );
    assert.ok(typeof exact === 'object', JSON.stringify(exact));
    assert.deepEqual([exact.id, exact.documentId], ['9007199254740991', '-1.5']);
    assert.deepEqual(exact.metadata, { isbn: { stringValue: '7' } });
    for (const line of [
      '{"id": 1234567890123456789, "text": "x"}',
      '{"_id": 1234567890123456788, "text": "x"}',
      '{"id": "a", "document_id": -9007199254740992, "text": "x"}',
      '{"id": "a", "text": "x", "metadata": {"isbn": 1e999}}',
    ])
      assert.match(
        JSON.stringify(parse(line)),
        /^"has about \S+ in (\\"id\\"|\\"document_id\\"|the field isbn), .* 9007199254740991; write it as a string"$/,
      );
  });

  it('takes every finite number into a field of numbers, which are binary64', () => {
    const record = toRecord({ id: 'a', text: 'x', metadata: { year: 6e23 } }, rules);
    assert.ok(typeof record === 'object', JSON.stringify(record));
    assert.deepEqual(record.metadata, { year: { numberValue: 6e23 } });
  });
});
