import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dateFromTimestamp, timestampFromDate } from './index.ts';

describe('timestamps', () => {
  it('give back the date they were made of, with nanoseconds in range, before 1970 too', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const { seconds, nanos } = timestampFromDate(date);
        assert.ok(typeof nanos === 'number' && nanos >= 0 && nanos < 1e9);
        assert.deepEqual(dateFromTimestamp({ seconds: Number(seconds), nanos }), date);
      }),
    );
  });

  it('are cut to the millisecond', () => {
    assert.equal(dateFromTimestamp({ seconds: 1, nanos: 1_999_999 }).getTime(), 1001);
  });
});
