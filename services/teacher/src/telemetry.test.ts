import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { teacherMetrics, teacherSpans } from './telemetry.ts';

it('the registry of the teacher follows the conventions', () => {
  assert.deepEqual(checkRegistry({ stem: 'teacher', spans: teacherSpans, metrics: teacherMetrics }), []);
});
