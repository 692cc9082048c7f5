import type { Metadata } from '@grpc/grpc-js';
import type { Context, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { api, core } from '../opentelemetry.ts';

const traceContext = new core.W3CTraceContextPropagator();
const baggage = new core.W3CBaggagePropagator();

const getter: TextMapGetter<Metadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  // An empty list would count as an empty header, to be sent on.
  get: (metadata, key) => {
    const values = metadata.get(key);
    return values.length === 0 ? undefined : values.map(String);
  },
};

const setter: TextMapSetter<Metadata> = {
  set: (metadata, key, value) => {
    metadata.set(key, value);
  },
};

/**
 * The caller's context: its span and its baggage (W3C Trace Context, W3C Baggage), from nothing else. Baggage is rare,
 * and a propagator that finds none costs as much as one that does.
 */
export function extractContext(metadata: Metadata): Context {
  const context = traceContext.extract(api.ROOT_CONTEXT, metadata, getter);
  return metadata.get('baggage').length === 0 ? context : baggage.extract(context, metadata, getter);
}

export function injectContext(context: Context, metadata: Metadata): void {
  traceContext.inject(context, metadata, setter);
  if (api.propagation.getBaggage(context) !== undefined) baggage.inject(context, metadata, setter);
}
