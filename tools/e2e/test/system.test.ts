import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stems } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { readSpans } from '@optical/telemetry';
import type { RecordedSpan } from '@optical/telemetry';
import { connect, runOptical, startSystem, temporaryFolder, until } from '@optical/testing';
import type { OpticalSystem } from '@optical/testing';

const folder = temporaryFolder();
const home = folder.path;
const telemetryFolder = path.join(home, 'telemetry');
let system: OpticalSystem;

before(async () => {
  system = await startSystem(home);
});

after(async () => {
  await system.stop();
  folder[Symbol.dispose]();
});

async function spansOf(traceId: string): Promise<RecordedSpan[]> {
  return Array.fromAsync(readSpans(telemetryFolder, { traceId }));
}

/** `parent kind parent-service → child kind child-service` for every edge between spans. */
function edgesOf(spans: readonly RecordedSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const label = ({ service, kind }: RecordedSpan) => `${service} ${kind}`;
  return spans.flatMap((span) => {
    const parent = byId.get(span.parentSpanId ?? '');
    return parent === undefined ? [] : [`${label(parent)} → ${label(span)}`];
  });
}

describe('a running system', () => {
  it('reports every service as SERVING with its version and address', async () => {
    const { exitCode, stdout, stderr } = await runOptical(['status', '--json', '--home', home]);
    const statuses = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(
      statuses.map(({ service }) => service),
      stems,
    );
    for (const { service, health, version, address } of statuses) {
      assert.equal(health, 'SERVING');
      assert.match(version!, /^\d+\.\d+\.\d+$/);
      assert.equal(address, system.addressOf(service!));
    }
  });

  it('leaves one trace and one file for a look at the status', async () => {
    const filesOfCommands = () => readdirSync(telemetryFolder).filter((name) => name.includes('-cli-'));
    const before = new Set(filesOfCommands());
    await runOptical(['status', '--home', home]);
    const added = filesOfCommands().filter((name) => !before.has(name));
    assert.equal(added.length, 1);
    const instance = /^traces-cli-(.+)\.0\.jsonl$/.exec(added[0]!)?.[1];
    const all = await Array.fromAsync(readSpans(telemetryFolder));
    const own = all.filter(({ instanceId }) => instanceId === instance);
    assert.deepEqual(new Set(own.map(({ traceId }) => traceId)).size, 1);
    assert.equal(own.filter(({ name }) => name === 'optical.cli.status').length, 1);
    assert.equal(own.filter(({ kind }) => kind === 'client').length, stems.length);
  });

  it('reports wrong arguments as JSON where JSON is asked for, and as one line elsewhere', async () => {
    for (const words of [['statuss'], ['status', '--hom'], ['trace', '--limit'], ['trace', 'a', 'b']]) {
      const { exitCode, stdout, stderr } = await runOptical([...words, '--json']);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.equal((JSON.parse(stderr) as { error: { kind: string } }).error.kind, 'invalid-argument');
    }
    assert.match((await runOptical(['statuss'])).stderr, /^error: arguments: unknown command 'statuss'[^\n]*\n/);
    const help = await runOptical(['--help']);
    assert.equal(help.exitCode, 0);
    assert.match(help.stdout, /^Usage: optical/);
  });

  it('gives one trace for a call that crosses three services, one span per call and side', async () => {
    await using connection = connect('evaluator', system.addressOf('evaluator'), 'test', telemetryFolder);
    const { client, telemetry } = connection;
    const traceId = await telemetry.tracer.startActiveSpan('describe everything', async (span) => {
      const { service } = await client.describeService({ includePeers: true });
      assert.deepEqual(
        service?.peers.map(({ stem, answer }) => `${stem} ${answer}`),
        ['tokenizer service', 'distiller service', 'retriever service', 'indexer service', 'teacher service'],
      );
      span.end();
      return span.spanContext().traceId;
    });
    await telemetry.flush();

    const expected = [
      'test internal → test client',
      'test client → evaluator server',
      ...['tokenizer', 'distiller', 'retriever', 'indexer', 'teacher'].flatMap((peer) => [
        'evaluator server → evaluator client',
        `evaluator client → ${peer} server`,
      ]),
      'distiller server → distiller client',
      'distiller client → tokenizer server',
      'distiller server → distiller client',
      'distiller client → teacher server',
      'retriever server → retriever client',
      'retriever client → tokenizer server',
      'retriever server → retriever client',
      'retriever client → indexer server',
      'teacher server → teacher client',
      'teacher client → tokenizer server',
      'teacher server → teacher client',
      'teacher client → tokenizer server',
    ].sort();
    await until('every span is written', async () => (await spansOf(traceId)).length > expected.length);
    const spans = await spansOf(traceId);
    assert.deepEqual(edgesOf(spans).sort(), expected);
    assert.equal(spans.filter(({ parentSpanId }) => parentSpanId === undefined).length, 1);

    const { stdout } = await runOptical(['trace', traceId.slice(0, 12), '--home', home]);
    assert.match(stdout, new RegExp(`^trace ${traceId} .* ${spans.length} spans, 7 services\n`));
  });

  it('refuses a search that names no collection, and says which field is missing', async () => {
    await using connection = connect('retriever', system.addressOf('retriever'), 'test', telemetryFolder);
    await assert.rejects(connection.client.search({ query: 'habari', language: 'sw' }), (error) => {
      assert.ok(error instanceof OpticalError);
      assert.equal(error.kind, 'invalid-argument');
      assert.match(error.message, /collection/);
      return true;
    });
  });

  it('refuses a second start in the same data directory', async () => {
    const { exitCode, stderr } = await runOptical(['up', '--home', home]);
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`already run in ${home}, started by process ${system.process.pid}`));
  });

  it('starts a killed service again at the same address', async () => {
    const address = system.addressOf('indexer');
    const pid = system.pidOf('indexer');
    process.kill(pid, 'SIGKILL');
    await until('a new process', () => system.pidOf('indexer') !== pid);
    await using connection = connect('indexer', address, 'test', telemetryFolder);
    await until('the service answers', async () => {
      const answer = await connection.client.describeService({}).catch(() => undefined);
      return answer !== undefined;
    });
  });
});
