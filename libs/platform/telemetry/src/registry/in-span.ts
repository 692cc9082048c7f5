import type { Attributes, Link, Span, Tracer } from '@opentelemetry/api';
import { OpticalError } from '@optical/errors';
import { api, conventions } from '../opentelemetry.ts';
import type { SpanDefinition } from './definitions.ts';

export interface InSpanOptions {
  readonly attributes?: Attributes;
  readonly links?: Link[];
}

/**
 * Runs `work` in a span of the registry that is a child of the active span and is active itself meanwhile. What `work`
 * throws ends the span as an error, with the error's kind and without its message, which may quote the request.
 */
export async function inSpan<T>(
  tracer: Tracer,
  definition: SpanDefinition,
  work: (span: Span) => T | Promise<T>,
  options: InSpanOptions = {},
): Promise<T> {
  const [result] = await inTimedSpan(tracer, definition, work, options);
  return result;
}

/**
 * `inSpan` that also tells how long the span is, for replies whose stage timings are those of their spans.
 * @returns what `work` returns, and the span's milliseconds, sampled or not
 */
export async function inTimedSpan<T>(
  tracer: Tracer,
  definition: SpanDefinition,
  work: (span: Span) => T | Promise<T>,
  options: InSpanOptions = {},
): Promise<[result: T, milliseconds: number]> {
  const startTime = Date.now();
  const begun = performance.now();
  let milliseconds = 0;
  const stop = () => {
    milliseconds = performance.now() - begun;
  };
  return tracer.startActiveSpan(definition.name, { ...options, startTime }, async (span): Promise<[T, number]> => {
    try {
      const result = await work(span);
      stop();
      return [result, milliseconds];
    } catch (error) {
      stop();
      span.setAttribute(conventions.ATTR_ERROR_TYPE, errorType(error));
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end(startTime + milliseconds);
    }
  });
}

function errorType(error: unknown): string {
  if (error instanceof OpticalError) return error.kind;
  return error instanceof Error ? error.name : conventions.ERROR_TYPE_VALUE_OTHER;
}
