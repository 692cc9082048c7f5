import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { serverMetrics } from './telemetry.ts';

it('the metrics of every server are well named, described and measured in UCUM units', () => {
  assert.deepEqual(checkRegistry({ stem: 'rpc', metrics: serverMetrics }), []);
});
