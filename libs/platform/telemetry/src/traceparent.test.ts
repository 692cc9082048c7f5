import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestTelemetry } from '../test/support/temporary-telemetry.ts';
import { fromTraceparent, linksTo, toTraceparent } from './index.ts';

describe('traceparent', () => {
  it('survives storage: a later span links to the stored one', async (test) => {
    const { tracer, spans } = startTestTelemetry(test, 'distiller');
    const submit = tracer.startSpan('optical.distiller.submit');
    submit.end();
    const stored = toTraceparent(submit);
    assert.match(stored, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    tracer.startSpan('optical.distiller.segment', { root: true, links: linksTo(stored, 'damaged') }).end();
    const segment = (await spans()).find(({ name }) => name === 'optical.distiller.segment')!;
    const { traceId, spanId } = submit.spanContext();
    assert.deepEqual(segment.links, [{ traceId, spanId }]);
    assert.notEqual(segment.traceId, traceId);
  });

  it('is undefined for anything malformed', () => {
    const good = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    assert.deepEqual(fromTraceparent(good), {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 0,
      isRemote: true,
    });
    for (const bad of ['', good.slice(1), good.replace('a', 'g'), `00-${'0'.repeat(32)}-${'b'.repeat(16)}-00`]) {
      assert.equal(fromTraceparent(bad), undefined, bad);
    }
  });
});
