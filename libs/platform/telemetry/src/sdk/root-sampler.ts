import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../opentelemetry.ts';
import type { TelemetrySettings } from '../settings.ts';

/** Decides by the parent where there is one; at the root of a trace by the settings' ratio and rate. */
export function createSampler({ sampleRatio, maxTracesPerSecond }: TelemetrySettings): Sampler {
  const ratio = sampleRatio === 1 ? new sdkTrace.AlwaysOnSampler() : new sdkTrace.TraceIdRatioBasedSampler(sampleRatio);
  return new sdkTrace.ParentBasedSampler({ root: new RateLimitedSampler(ratio, maxTracesPerSecond) });
}

/**
 * Keeps what `inner` keeps, but no more than `perSecond` traces a second, by a token bucket that holds one second's
 * worth. Under load a few traces a second tell as much as all of them, cost less, and do not push the trace that
 * someone is looking for out of the bounded files.
 */
export class RateLimitedSampler implements Sampler {
  readonly #inner: Sampler;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #filledMs: number;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(inner: Sampler, perSecond: number, now: () => number = () => performance.now()) {
    this.#inner = inner;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = perSecond;
    this.#filledMs = now();
  }

  shouldSample(...about: Parameters<Sampler['shouldSample']>): SamplingResult {
    const result = this.#inner.shouldSample(...about);
    return result.decision === sdkTrace.SamplingDecision.NOT_RECORD || this.#takeToken() ? result : notRecorded;
  }

  toString(): string {
    return `RateLimited{${this.#perSecond}/s, ${this.#inner.toString()}}`;
  }

  #takeToken(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#filledMs) / 1000) * this.#perSecond);
    this.#filledMs = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

const notRecorded: SamplingResult = { decision: sdkTrace.SamplingDecision.NOT_RECORD };
