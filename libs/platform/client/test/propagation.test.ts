import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createRetrieverClient } from '../src/index.ts';
import { found, startRetriever } from './support/start-retriever.ts';

const name = 'optical.retriever.v1.RetrieverService';

describe('a client in a program with OpenTelemetry of its own', () => {
  it('records a span for each call, under the active one, that the service hears of', async (t) => {
    const received: string[] = [];
    const address = await startRetriever(t, {
      search: (_, { metadata }) => {
        received.push(String(metadata.get('traceparent')));
        return Promise.resolve(found);
      },
      searchStream: async function* (requests, { metadata }) {
        received.push(String(metadata.get('traceparent')));
        for await (const { sequence } of requests) yield { sequence, result: { response: found } };
      },
    });
    const exporter = new InMemorySpanExporter();
    registerProvider(exporter);
    t.after(() => {
      trace.disable();
    });
    using client = createRetrieverClient({ address });

    await trace.getTracer('program').startActiveSpan('question', async (question) => {
      await client.search('vita');
      for await (const { index } of client.searchStream([{ query: 'vita' }])) assert.equal(index, 0);
      question.end();
    });

    const [search, stream, question] = exporter.getFinishedSpans();
    const { traceId, spanId } = question!.spanContext();
    assert.deepEqual([search!.name, stream!.name], [`${name}/Search`, `${name}/SearchStream`]);
    assert.deepEqual(
      received,
      [search!, stream!].map((span) => `00-${traceId}-${span.spanContext().spanId}-01`),
    );
    for (const { parentSpanContext } of [search!, stream!]) assert.equal(parentSpanContext!.spanId, spanId);
  });

  it('sends no trace context where the program has none', async (t) => {
    let sent: string[] = [];
    const address = await startRetriever(t, {
      search: (_, { metadata }) => {
        sent = Object.keys(metadata.getMap());
        return Promise.resolve(found);
      },
    });
    trace.disable();
    using client = createRetrieverClient({ address });
    await client.search('vita');
    assert.ok(!sent.includes('traceparent'), sent.join());
  });
});

/** As a program does at its start. The service of the test has registered its own: it runs in the same process. */
function registerProvider(exporter: InMemorySpanExporter): void {
  trace.disable();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
}
