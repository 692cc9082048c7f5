import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { exhausted } from '@optical/errors';
import { lastMetricPoints } from '../../test/support/metric-files.ts';
import { startTestTelemetry } from '../../test/support/temporary-telemetry.ts';
import { checkRegistry, createMetrics, defineMetrics, defineSpans, inSpan, inTimedSpan } from '../index.ts';

const spans = defineSpans('teacher', {
  encode: { name: 'optical.teacher.encode', description: 'One batch through the encoder.' },
});

const metrics = defineMetrics('teacher', {
  tokens: {
    name: 'optical.teacher.tokens',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens encoded.',
  },
  batch: {
    name: 'optical.teacher.batch.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time to encode a batch.',
    boundaries: [0.1, 1],
  },
});

describe('checkRegistry', () => {
  it('finds nothing wrong with a good registry', () => {
    assert.deepEqual(checkRegistry({ stem: 'teacher', spans, metrics }), []);
  });

  it('accepts UCUM units and refuses others', () => {
    const violationsOf = (unit: string) =>
      checkRegistry({
        stem: 'a',
        metrics: { m: { name: 'optical.a.m', kind: 'counter', unit, description: 'M.' } },
      });
    for (const unit of ['s', 'ms', 'us', 'By', 'MiBy', 'kBy', '1', '%', '{token}', '{token}/s', 'By/s', 'min']) {
      assert.deepEqual(violationsOf(unit), [], unit);
    }
    for (const unit of ['', 'seconds', 'MB', 'sec', 'tokens', '{Token', 'S', 's s']) {
      assert.equal(violationsOf(unit).length, 1, unit);
    }
  });

  it('names every fault of a bad registry', () => {
    const bad = {
      stem: 'teacher',
      spans: {
        a: { name: 'optical.indexer.a', description: 'A.' },
        b: { name: 'optical.teacher.Camel', description: 'no sentence' },
        c: { name: 'optical.teacher.c', description: 'C.' },
        d: { name: 'optical.teacher.c', description: 'C again.' },
      },
      metrics: {
        e: { name: 'optical.teacher.e', kind: 'histogram', unit: 's', description: 'E.', boundaries: [1, 1] },
        f: { name: 'optical.teacher.f', kind: 'counter', unit: 's', description: 'F.', boundaries: [1, 2] },
      },
    } as const;
    assert.deepEqual(checkRegistry(bad), [
      'optical.indexer.a does not begin with optical.teacher.',
      'optical.teacher.Camel is not dotted snake_case',
      'optical.teacher.Camel has no description that is a sentence',
      'two spans are named optical.teacher.c',
      'optical.teacher.e has boundaries that do not ascend',
      'optical.teacher.f has boundaries but is no histogram',
    ]);
  });
});

describe('createMetrics', () => {
  it('creates an instrument of the right kind, unit and boundaries for each metric', async (test) => {
    const telemetry = startTestTelemetry(test, 'teacher');
    const instruments = createMetrics(telemetry.meter, metrics);
    instruments.tokens.add(5);
    instruments.batch.record(0.5);
    await telemetry.flush();
    const points = lastMetricPoints(telemetry.folder);
    assert.deepEqual(
      points.map(({ name, unit, value, boundaries }) => [name, unit, value, boundaries]),
      [
        ['optical.teacher.tokens', '{token}', 5, undefined],
        ['optical.teacher.batch.duration', 's', 1, [0.1, 1]],
      ],
    );
  });
});

describe('inSpan', () => {
  it('nests, passes the result on, and links', async (test) => {
    const { tracer, spans: read } = startTestTelemetry(test, 'teacher');
    const linked = tracer.startSpan('optical.teacher.before');
    linked.end();
    const result = await inSpan(
      tracer,
      spans.encode,
      () => inSpan(tracer, { name: 'optical.teacher.inner', description: '' }, () => 42),
      { attributes: { size: 3 }, links: [{ context: linked.spanContext() }] },
    );
    assert.equal(result, 42);
    const recorded = await read();
    const outer = recorded.find(({ name }) => name === 'optical.teacher.encode')!;
    const inner = recorded.find(({ name }) => name === 'optical.teacher.inner')!;
    assert.equal(inner.parentSpanId, outer.spanId);
    assert.deepEqual(outer.attributes, { size: 3 });
    assert.equal(outer.links[0]?.spanId, linked.spanContext().spanId);
    assert.equal(outer.status, 'unset');
  });

  it('marks what fails with the kind of the error, not with its message, and throws it on', async (test) => {
    const { tracer, spans: read } = startTestTelemetry(test, 'teacher');
    const failures = [exhausted('secret', 5), new TypeError('secret'), 'secret'];
    for (const failure of failures) {
      await assert.rejects(
        inSpan(tracer, spans.encode, () => Promise.reject(failure as Error)),
        (error) => error === failure,
      );
    }
    const recorded = await read();
    assert.deepEqual(
      recorded.map(({ status, attributes }) => [status, attributes['error.type']]),
      [
        ['error', 'exhausted'],
        ['error', 'TypeError'],
        ['error', '_OTHER'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(recorded), /secret/);
  });

  it('tells as many milliseconds as the span has, and the same where nothing is sampled', async (test) => {
    const { tracer, spans: read } = startTestTelemetry(test, 'teacher');
    const [result, milliseconds] = await inTimedSpan(tracer, spans.encode, async () => {
      await setTimeout(20);
      return 42;
    });
    assert.equal(result, 42);
    const [recorded] = await read();
    // Exporters have nanoseconds, of which a double of milliseconds since 1970 keeps hundreds.
    assert.ok(Math.abs(recorded!.durationMs - milliseconds) < 0.001, `${recorded!.durationMs} and ${milliseconds}`);
    const unsampled = trace.getTracer('none');
    const [, elapsed] = await inTimedSpan(unsampled, spans.encode, () => setTimeout(20));
    assert.ok(elapsed >= 19, `${elapsed}`);
  });
});
