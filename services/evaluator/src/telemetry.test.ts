import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { evaluatorMetrics, evaluatorSpans } from './telemetry.ts';

it('names its spans and metrics as the conventions ask', () => {
  assert.deepEqual(checkRegistry({ stem: 'evaluator', spans: evaluatorSpans, metrics: evaluatorMetrics }), []);
});
