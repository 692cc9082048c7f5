import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { tokenizerMetrics, tokenizerSpans } from './telemetry.ts';

it('the registry of the tokenizer follows the conventions', () => {
  assert.deepEqual(checkRegistry({ stem: 'tokenizer', spans: tokenizerSpans, metrics: tokenizerMetrics }), []);
});
