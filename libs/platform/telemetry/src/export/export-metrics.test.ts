import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '../registry/check-registry.ts';
import { exportMetrics } from './export-metrics.ts';

it('the metrics of telemetry itself are well named, described and measured in UCUM units', () => {
  assert.deepEqual(checkRegistry({ stem: 'telemetry', metrics: exportMetrics }), []);
});
