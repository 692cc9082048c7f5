import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { startTelemetry } from '../src/index.ts';
import { defaultSettings, startTestTelemetry, temporaryFolder } from './support/temporary-telemetry.ts';

describe('the logger', () => {
  it('writes level, service, message and fields, and ids only inside a span', (test) => {
    const { logger, tracer, logLines } = startTestTelemetry(test, 'indexer');
    logger.warn({ collection: 'wiki' }, 'slow');
    tracer.startActiveSpan('optical.indexer.a', (span) => {
      logger.info('inside');
      assert.equal(logLines[1]?.trace_id, span.spanContext().traceId);
      assert.equal(logLines[1].span_id, span.spanContext().spanId);
      span.end();
    });
    const { time, ...outside } = logLines[0]!;
    assert.deepEqual(outside, { level: 'warn', service: 'indexer', msg: 'slow', collection: 'wiki' });
    assert.equal(typeof time, 'number');
  });

  it('listens once for the end of the process, however many loggers it has', (test) => {
    const options = { version: '0', settings: defaultSettings };
    const before = process.listenerCount('exit');
    for (const service of ['a', 'b', 'c']) {
      const telemetry = startTelemetry({ ...options, service, folder: temporaryFolder(test) });
      test.after(() => telemetry.shutdown());
    }
    assert.ok(process.listenerCount('exit') <= before + 1);
  });

  it('redacts fields, child bindings and the fields of errors', (test) => {
    const { logger, logLines } = startTestTelemetry(test, 'indexer');
    logger.info({ headers: { authorization: 'Bearer abc' }, queryText: 'abc' }, 'one');
    logger.child({ password: 'abc' }).info('two');
    logger.error({ err: Object.assign(new Error('failed'), { token: 'abc', code: 7 }) }, 'three');
    assert.equal(logLines.length, 3);
    assert.doesNotMatch(JSON.stringify(logLines), /abc/);
    const error = logLines[2]?.err as Record<string, unknown>;
    assert.deepEqual([error.type, error.code], ['Error', 7]);
    assert.match(String(error.stack), /logging\.test/);
  });

  it('writes what errors say only with the level debug', async (test) => {
    const error = new Error('cannot segment "my secret query"');
    const logged = async (level: 'info' | 'debug') => {
      const settings = { log: { level, format: 'json' } } as const;
      const { logger, logLines, folder, flush } = startTestTelemetry(test, 'indexer', { settings });
      logger.error({ err: error }, 'failed');
      logger.error({ err: error });
      logger.error(error);
      logger.child({ err: error }).error('failed');
      await flush();
      const name = readdirSync(folder).find((file) => file.startsWith('logs-'))!;
      return [JSON.stringify(logLines), readFileSync(path.join(folder, name), 'utf8')] as const;
    };
    for (const output of await logged('info')) {
      assert.doesNotMatch(output, /my secret query/);
      assert.equal(output.match(/logging\.test\.ts/g)?.length, 4);
    }
    for (const output of await logged('debug')) assert.match(output, /my secret query/);
  });

  it('keeps what is at least as severe as its level', (test) => {
    const settings = { ...defaultSettings, log: { level: 'warn', format: 'json' } } as const;
    const { logger, logLines } = startTestTelemetry(test, 'indexer', { settings });
    logger.info('a');
    logger.error('b');
    assert.deepEqual(
      logLines.map(({ msg }) => msg),
      ['b'],
    );
  });

  it('exports records with severity, body, attributes, exception and the ids of the span', async (test) => {
    const telemetry = startTestTelemetry(test, 'indexer');
    telemetry.tracer.startActiveSpan('optical.indexer.a', (span) => {
      telemetry.logger.child({ job: 'j-1' }).error({ err: new TypeError('bad') }, 'failed');
      span.end();
    });
    await telemetry.flush();
    const [span] = await telemetry.spans();
    const name = readdirSync(telemetry.folder).find((file) => file.startsWith('logs-'))!;
    const request = JSON.parse(readFileSync(path.join(telemetry.folder, name), 'utf8')) as {
      resourceLogs: { scopeLogs: { logRecords: Record<string, unknown>[] }[] }[];
    };
    const record = request.resourceLogs[0]!.scopeLogs[0]!.logRecords[0]!;
    assert.deepEqual(
      [record.severityText, record.severityNumber, record.body, record.traceId, record.spanId],
      ['error', 17, { stringValue: 'failed' }, span?.traceId, span?.spanId],
    );
    const attributes = JSON.stringify(record.attributes);
    assert.match(attributes, /"job","value":\{"stringValue":"j-1"\}/);
    assert.match(attributes, /"exception.type","value":\{"stringValue":"TypeError"\}/);
    assert.doesNotMatch(attributes, /trace_id|"service"/);
  });

  it('is pretty where the settings say so, and plain JSON where standard output is no terminal', async (test) => {
    const entry = path.join(import.meta.dirname, 'support', 'short-process.ts');
    const outputOf = async (format: string) => {
      const child = spawn(process.execPath, [entry, temporaryFolder(test), format]);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await once(child, 'close');
      return output;
    };
    assert.match(await outputOf('pretty'), /^\[[\d:.]+\] INFO: done\n +service: "short"/);
    assert.match(await outputOf('auto'), /^\{"level":"info"/);
  });
});
