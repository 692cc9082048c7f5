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
  return tracer.startActiveSpan(definition.name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute(conventions.ATTR_ERROR_TYPE, errorType(error));
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function errorType(error: unknown): string {
  if (error instanceof OpticalError) return error.kind;
  return error instanceof Error ? error.name : conventions.ERROR_TYPE_VALUE_OTHER;
}
