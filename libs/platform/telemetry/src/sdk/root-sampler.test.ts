import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { api, sdkTrace } from '../opentelemetry.ts';
import { RateLimitedSampler } from './root-sampler.ts';

const decide = (sampler: Sampler) =>
  sampler.shouldSample(api.ROOT_CONTEXT, 'a'.repeat(32), 'x', api.SpanKind.INTERNAL, {}, []).decision ===
  sdkTrace.SamplingDecision.RECORD_AND_SAMPLED;

const kept = (sampler: Sampler, traces: number) =>
  Array.from({ length: traces }, () => decide(sampler)).filter(Boolean);

describe('RateLimitedSampler', () => {
  it('keeps a burst of one second, then as many as time allows, and never saves up more', () => {
    let now = 0;
    const sampler = new RateLimitedSampler(new sdkTrace.AlwaysOnSampler(), 10, () => now);
    assert.equal(kept(sampler, 100).length, 10);
    now += 100;
    assert.equal(kept(sampler, 100).length, 1);
    now += 450;
    assert.equal(kept(sampler, 100).length, 4);
    now += 60_000;
    assert.equal(kept(sampler, 100).length, 10);
  });

  it('spends nothing on traces that the inner sampler drops', () => {
    let on = false;
    const inner = {
      shouldSample: () => ({
        decision: on ? sdkTrace.SamplingDecision.RECORD_AND_SAMPLED : sdkTrace.SamplingDecision.NOT_RECORD,
      }),
    };
    const sampler = new RateLimitedSampler(inner, 1, () => 0);
    assert.equal(kept(sampler, 5).length, 0);
    on = true;
    assert.equal(kept(sampler, 5).length, 1);
  });
});
