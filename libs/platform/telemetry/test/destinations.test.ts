import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { startOtlpReceiver } from './support/otlp-receiver.ts';
import { defaultSettings, startTestTelemetry } from './support/temporary-telemetry.ts';

/** A port that was free a moment ago, and the server that holds it until closed. */
async function takePort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, release: () => new Promise((done) => server.close(done)) };
}

describe('an OTLP endpoint', () => {
  it('receives spans, metrics and redacted logs over gRPC, and no local file is written', async (test) => {
    const { endpoint, received } = await startOtlpReceiver(test);
    const settings = { ...defaultSettings, otlpEndpoint: endpoint };
    const telemetry = startTestTelemetry(test, 'retriever', { settings });
    telemetry.tracer.startActiveSpan('optical.retriever.encode', (span) => {
      telemetry.logger.info({ query: 'a private question' }, 'encoded');
      span.end();
    });
    telemetry.meter.createCounter('optical.retriever.hits').add(1);
    await telemetry.shutdown();
    const text = (requests: Buffer[]) => Buffer.concat(requests).toString('latin1');
    assert.match(text(received.traces), /optical\.retriever\.encode/);
    assert.match(text(received.metrics), /optical\.retriever\.hits/);
    assert.match(text(received.logs), /encoded/);
    assert.match(text(received.logs), /\[redacted\]/);
    assert.doesNotMatch(text(received.logs), /private question/);
    for (const requests of Object.values(received)) assert.match(text(requests), /service\.name..\n.retriever/s);
    assert.deepEqual(readdirSync(telemetry.folder), []);
  });

  it('that nobody listens to costs a warning for each signal and a bounded wait', async (test) => {
    const settings = { ...defaultSettings, otlpEndpoint: 'http://127.0.0.1:1' };
    const telemetry = startTestTelemetry(test, 'retriever', { settings });
    telemetry.tracer.startSpan('optical.retriever.encode').end();
    const start = performance.now();
    await telemetry.shutdown();
    assert.ok(performance.now() - start < 6000, `${performance.now() - start} ms`);
  });
});

describe('the Prometheus port', () => {
  it('serves the metrics with the service as a label of target_info', async (test) => {
    const { port, release } = await takePort();
    await release();
    const settings = { ...defaultSettings, prometheus: { port, host: '127.0.0.1' } };
    const telemetry = startTestTelemetry(test, 'retriever', { settings });
    telemetry.meter
      .createCounter('optical.retriever.hits', { description: 'Hits.', unit: '{hit}' })
      .add(2, { kind: 'a' });
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await response.text();
    assert.match(text, /^optical_retriever_hits_total\{kind="a"[^}]*\} 2/m);
    assert.match(text, /target_info\{.*service_name="retriever"/);
    await telemetry.shutdown();
    await assert.rejects(fetch(`http://127.0.0.1:${port}/metrics`));
  });

  it('that is taken is logged as an error, and the service runs on', async (test) => {
    const { port, release } = await takePort();
    test.after(release);
    const settings = { ...defaultSettings, prometheus: { port, host: '127.0.0.1' } };
    const telemetry = startTestTelemetry(test, 'retriever', { settings });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [line] = telemetry.logLines;
    assert.equal(line?.level, 'error');
    assert.equal(line.port, port);
    telemetry.tracer.startSpan('optical.retriever.encode').end();
    assert.equal((await telemetry.spans()).length, 1);
  });
});
