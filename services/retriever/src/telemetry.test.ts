import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { retrieverMetrics, retrieverSpans } from './telemetry.ts';

it('the registry of the retriever follows the conventions', () => {
  assert.deepEqual(checkRegistry({ stem: 'retriever', spans: retrieverSpans, metrics: retrieverMetrics }), []);
});
