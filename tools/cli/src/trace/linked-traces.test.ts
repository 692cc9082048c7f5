import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecordedSpan } from '@optical/telemetry/reading';
import { linkedTraces } from './linked-traces.ts';

const span = (traceId: string, startMs: number, ...links: string[]): RecordedSpan =>
  ({
    traceId,
    spanId: `${traceId}-span`,
    name: `root of ${traceId}`,
    startMs,
    links: links.map((to) => ({ traceId: to, spanId: 'any' })),
  }) as unknown as RecordedSpan;

it('follows links back from what came later, in the order of time, and only once', () => {
  const spans = [
    span('submit', 0),
    span('b', 5, 'a'),
    span('a', 2, 'submit'),
    span('c', 7, 'a', 'submit'),
    span('x', 1),
  ];
  assert.deepEqual(
    linkedTraces('submit', spans).map(({ traceId, from, depth }) => [traceId, from, depth]),
    [
      ['a', 'submit', 1],
      ['b', 'a', 2],
      ['c', 'submit', 1],
    ],
  );
  assert.deepEqual(linkedTraces('x', spans), []);
});
