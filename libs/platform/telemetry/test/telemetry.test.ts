import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import { readSpans, startTelemetry } from '../src/index.ts';
import { collect } from './support/collect.ts';
import { lastMetricPoints } from './support/metric-files.ts';
import { defaultSettings, startTestTelemetry, temporaryFolder } from './support/temporary-telemetry.ts';

describe('startTelemetry', () => {
  it('gives each of several in a process its own spans, metrics and logs, also after another has shut down', async (test) => {
    const one = startTestTelemetry(test, 'one');
    const two = startTestTelemetry(test, 'two');
    one.tracer.startSpan('optical.one.a').end();
    two.tracer.startSpan('optical.two.a').end();
    await two.shutdown();
    one.tracer.startSpan('optical.one.b').end();
    one.meter.createCounter('optical.one.count').add(3);
    one.logger.info('still here');
    assert.deepEqual(
      (await one.spans()).map(({ service, name }) => `${service} ${name}`),
      ['one optical.one.a', 'one optical.one.b'],
    );
    assert.deepEqual(
      (await collect(readSpans(two.folder))).map(({ name }) => name),
      ['optical.two.a'],
    );
    assert.deepEqual(
      lastMetricPoints(one.folder).map(({ name, value }) => `${name} ${value}`),
      ['optical.one.count 3'],
    );
    assert.equal(one.logLines.length, 1);
  });

  it('makes spans children across the telemetries of a process, for the active span is one for all', async (test) => {
    const one = startTestTelemetry(test, 'one');
    const two = startTestTelemetry(test, 'two', { folder: one.folder });
    one.tracer.startActiveSpan('optical.one.outer', (outer) => {
      two.tracer.startSpan('optical.two.inner').end();
      outer.end();
    });
    await two.flush();
    const spans = await one.spans();
    const outer = spans.find(({ service }) => service === 'one')!;
    const inner = spans.find(({ service }) => service === 'two')!;
    assert.equal(inner.parentSpanId, outer.spanId);
  });

  it('names the process in the resource of every signal', async (test) => {
    const telemetry = startTestTelemetry(test, 'tokenizer', { instanceId: 'replica-7' });
    telemetry.tracer.startSpan('optical.tokenizer.a').end();
    telemetry.meter.createCounter('optical.tokenizer.count').add(1);
    telemetry.logger.info('hello');
    await telemetry.shutdown();
    assert.deepEqual(readdirSync(telemetry.folder).sort(), [
      'logs-tokenizer-replica-7.0.jsonl',
      'metrics-tokenizer-replica-7.0.jsonl',
      'traces-tokenizer-replica-7.0.jsonl',
    ]);
    const [span] = await collect(readSpans(telemetry.folder));
    assert.deepEqual([span?.service, span?.instanceId], ['tokenizer', 'replica-7']);
  });

  it('exports no metrics where it is told so, and spans all the same', async (test) => {
    const telemetry = startTestTelemetry(test, 'cli', { instanceId: 'one', hasMetrics: false });
    telemetry.tracer.startSpan('optical.cli.a').end();
    telemetry.meter.createCounter('optical.cli.count').add(1);
    await telemetry.shutdown();
    assert.deepEqual(readdirSync(telemetry.folder), ['traces-cli-one.0.jsonl']);
  });

  it('refuses names that cannot name a file, saying which', (test) => {
    const options = { version: '1', folder: temporaryFolder(test), settings: defaultSettings };
    const isRefusal = (field: string) => (error: unknown) =>
      error instanceof OpticalError && error.details.fieldViolations?.[0]?.field === field;
    assert.throws(() => startTelemetry({ ...options, service: 'a/b' }), isRefusal('service'));
    assert.throws(() => startTelemetry({ ...options, service: 'a', instanceId: '../x' }), isRefusal('instanceId'));
  });
});

describe('shutdown', () => {
  it('flushes all three signals and may be called again', async (test) => {
    const telemetry = startTestTelemetry(test, 'one');
    telemetry.tracer.startSpan('optical.one.a').end();
    await Promise.all([telemetry.shutdown(), telemetry.shutdown()]);
    await telemetry.shutdown();
    assert.equal((await collect(readSpans(telemetry.folder))).length, 1);
    telemetry.tracer.startSpan('optical.one.late').end();
    telemetry.logger.info('late');
    await telemetry.flush();
    assert.equal((await collect(readSpans(telemetry.folder))).length, 1);
  });

  it('counts and logs once what cannot be written, and neither throws nor hangs', async (test) => {
    const file = path.join(temporaryFolder(test), 'a-file');
    writeFileSync(file, '');
    const telemetry = startTestTelemetry(test, 'one', { folder: path.join(file, 'below') });
    for (const name of ['a', 'b', 'c']) {
      telemetry.tracer.startSpan(name).end();
      await telemetry.flush();
    }
    await telemetry.shutdown();
    const warnings = telemetry.logLines.filter(({ level }) => level === 'warn');
    assert.equal(warnings.filter(({ signal }) => signal === 'traces').length, 1);
    assert.match(String(warnings[0]?.reason), /ENOTDIR/);
  });
});

describe('a process', () => {
  const entry = path.join(import.meta.dirname, 'support', 'short-process.ts');

  it('ends by itself when its work is done, with every span written after a shutdown', async (test) => {
    const folder = temporaryFolder(test);
    const { code, output } = await run(entry, [folder]);
    assert.equal(code, 0, output);
    assert.match(output, /"msg":"done"/);
    assert.equal((await collect(readSpans(folder))).length, 1);
  });

  it('records nothing with OTEL_SDK_DISABLED=true and works all the same', async (test) => {
    const folder = temporaryFolder(test);
    const { code, output } = await run(entry, [folder], { OTEL_SDK_DISABLED: 'true' });
    assert.equal(code, 0, output);
    assert.match(output, /"msg":"done"/);
    assert.deepEqual(await collect(readSpans(folder)), []);
  });
});

async function run(file: string, args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...environment } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}
