import { setTimeout as sleep } from 'node:timers/promises';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Attributes, Link, Span } from '@opentelemetry/api';
import { linksTo, toTraceparent } from '@optical/telemetry';
import type { SpanDefinition, Telemetry } from '@optical/telemetry';
import type { TrainingTime } from '@optical/training';
import { distillerSpans } from '../telemetry.ts';

export interface SegmentsOptions {
  readonly telemetry: Pick<Telemetry, 'tracer' | 'flush'>;
  readonly jobId: string;
  readonly attempt: number;
  /** Traceparent of the call that created the job. */
  readonly submitted: string;
  /** Traceparents of the latest segment of this job, and of the one whose checkpoint it resumes from. */
  readonly before: readonly string[];
  /** Of every segment. */
  readonly attributes: Attributes;
  /** Longest segment, milliseconds. */
  readonly limitMs: number;
  /** Keeps the traceparent of a segment that begins with the job. */
  readonly keep: (traceparent: string) => Promise<void>;
}

const flushLimitMs = 1_000;

const noTime: TrainingTime = { training: 0, data: 0, teacher: 0, steps: 0, validation: 0, checkpoints: 0 };

/**
 * The traces of one attempt: a chain of segments, each a trace of its own that links to the submission and the segment
 * before. What a segment did is written as spans at each checkpoint and at its end, so that a process that is killed
 * leaves all but the last minute of its timeline behind.
 */
export class Segments {
  readonly #options: SegmentsOptions;
  #root: Span | undefined;
  #begunAt = 0;
  #previous: readonly string[];
  #time: TrainingTime = noTime;
  #written: TrainingTime = noTime;
  #writtenAt = 0;
  #step = 0;
  #writtenStep = 0;

  constructor(options: SegmentsOptions) {
    this.#options = options;
    this.#previous = options.before;
  }

  /** Begins the first segment. */
  async start(): Promise<void> {
    await this.#begin();
  }

  /** The training goes on from a checkpoint: times that are reported are those of all attempts. */
  resume(step: number, time: TrainingTime): void {
    this.#step = step;
    this.#writtenStep = step;
    this.#time = time;
    this.#written = time;
  }

  /** Runs work in a span of the present segment, which is active meanwhile. */
  async during<T>(definition: SpanDefinition, work: () => Promise<T>): Promise<T> {
    const span = this.#child(definition, Date.now());
    try {
      return await context.with(trace.setSpan(this.#context(), span), work);
    } finally {
      span.end();
    }
  }

  /** Takes note of how far the training is. A segment that has lasted its time ends, and the next one begins. */
  async advance(step: number, time: TrainingTime): Promise<void> {
    this.#time = time;
    this.#step = step;
    if (Date.now() - this.#begunAt >= this.#options.limitMs) await this.next();
  }

  /** Ends the segment and begins the next one. */
  async next(): Promise<void> {
    this.#close();
    await this.#begin();
  }

  /** A checkpoint was written: what led to it becomes visible, also when this process is killed. */
  async checkpoint(attributes: Attributes): Promise<string> {
    this.#write();
    this.#instant(distillerSpans.checkpoint, attributes);
    await this.#flush();
    return toTraceparent(this.#root!);
  }

  /** Ends the last segment. */
  finish(outcome: string): void {
    if (this.#root === undefined) return;
    this.#instant(distillerSpans.finished, { 'optical.distiller.outcome': outcome });
    this.#close();
  }

  async #begin(): Promise<void> {
    const { telemetry, jobId, attempt, submitted, keep } = this.#options;
    const links = linksTo(...new Set([submitted, ...this.#previous].filter((parent) => parent !== '')));
    const attributes = { 'optical.job.id': jobId, 'optical.distiller.attempt': attempt, ...this.#options.attributes };
    this.#root = telemetry.tracer.startSpan(distillerSpans.segment.name, { root: true, links, attributes });
    this.#begunAt = Date.now();
    this.#writtenAt = this.#begunAt;
    const traceparent = toTraceparent(this.#root);
    this.#previous = [traceparent];
    // A process that is killed never ends its segment: what the segment follows is told by a span that ends now, too.
    this.#child(distillerSpans.started, this.#begunAt, attributes, links).end(this.#begunAt);
    await Promise.all([keep(traceparent), this.#flush()]);
  }

  #close(): void {
    this.#write();
    this.#root?.setAttribute('optical.distiller.step', this.#step);
    this.#root?.end();
    this.#root = undefined;
  }

  /** Spans of what was done since they were last written, one after the other, as long as the activities took. */
  #write(): void {
    const now = Date.now();
    const time = this.#time;
    const since = (part: keyof TrainingTime): number => 1_000 * ((time[part] ?? 0) - (this.#written[part] ?? 0));
    const parts: readonly (readonly [SpanDefinition, number, Attributes])[] = [
      [distillerSpans.data, since('data'), {}],
      [distillerSpans.teacherEncode, since('teacher'), {}],
      [
        distillerSpans.steps,
        since('steps'),
        {
          'optical.distiller.steps': this.#step - this.#writtenStep,
          'optical.distiller.solver_seconds': since('solver') / 1_000,
          'optical.distiller.optimizer_seconds': since('optimizer') / 1_000,
        },
      ],
      [distillerSpans.evaluate, since('validation'), {}],
    ];
    let at = this.#writtenAt;
    for (const [definition, ms, attributes] of parts) {
      if (ms <= 0) continue;
      this.#child(definition, at, { ...attributes, 'optical.distiller.first_step': this.#writtenStep }).end(at + ms);
      at += ms;
    }
    this.#written = time;
    this.#writtenStep = this.#step;
    this.#writtenAt = now;
  }

  /** Training does not wait long for a collector that does not answer. */
  async #flush(): Promise<void> {
    const limit = new AbortController();
    const { signal } = limit;
    await Promise.race([
      this.#options.telemetry.flush(),
      sleep(flushLimitMs, undefined, { signal }).catch(() => undefined),
    ]);
    limit.abort();
  }

  #instant(definition: SpanDefinition, attributes: Attributes): void {
    const now = Date.now();
    this.#child(definition, now, attributes).end(now);
  }

  #child(definition: SpanDefinition, startTime: number, attributes: Attributes = {}, links: Link[] = []): Span {
    const { telemetry, jobId } = this.#options;
    const options = { startTime, links, attributes: { ...attributes, 'optical.job.id': jobId } };
    return telemetry.tracer.startSpan(definition.name, options, this.#context());
  }

  #context() {
    return trace.setSpan(ROOT_CONTEXT, this.#root!);
  }
}
