import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSettings } from '@optical/config';
import { telemetrySettings } from './index.ts';

const parse = (environment: Record<string, string>) =>
  parseSettings('teacher', { telemetry: telemetrySettings }, { environment, file: {}, fileName: '' }).telemetry;

describe('telemetrySettings', () => {
  it('default to local files, every trace, no Prometheus port', () => {
    const { otlpEndpoint, sampleRatio, prometheus } = parse({});
    assert.deepEqual([otlpEndpoint, sampleRatio, prometheus.port], ['', 1, 0]);
  });

  it('name the unit of every duration', () => {
    assert.equal(parse({ OPTICAL_TELEMETRY_METRIC_INTERVAL_MS: '500' }).metricIntervalMs, 500);
  });

  it('take an endpoint from the environment and refuse one that is no URL', () => {
    const name = 'OPTICAL_TELEMETRY_OTLP_ENDPOINT';
    assert.equal(parse({ [name]: 'http://collector:4317' }).otlpEndpoint, 'http://collector:4317');
    assert.throws(() => parse({ [name]: 'collector' }), new RegExp(name));
    assert.throws(() => parse({ [name]: 'ftp://collector' }), new RegExp(name));
  });
});
