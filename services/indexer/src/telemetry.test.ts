import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { indexerMetrics, indexerSpans } from './telemetry.ts';

it('the registry of the indexer follows the conventions', () => {
  assert.deepEqual(checkRegistry({ stem: 'indexer', spans: indexerSpans, metrics: indexerMetrics }), []);
});
