import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { collect } from '../../test/support/collect.ts';
import { listTraces, readSpans } from './index.ts';

const traceA = 'a'.repeat(32);
const traceB = 'b'.repeat(32);

/** One line of OTLP/JSON: the spans of a batch of one service. */
function line(service: string, ...spans: object[]): string {
  const attributes = [
    { key: 'service.name', value: { stringValue: service } },
    { key: 'service.instance.id', value: { stringValue: 'i' } },
  ];
  return `${JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] })}\n`;
}

function span(traceId: string, id: number, parent: number | undefined, startMs: number, durationMs: number, more = {}) {
  const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1e6)) + 1_700_000_000_000_000_000n);
  return {
    traceId,
    spanId: String(id).padStart(16, '0'),
    ...(parent !== undefined && { parentSpanId: String(parent).padStart(16, '0') }),
    name: `span ${id}`,
    kind: 1,
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(startMs + durationMs),
    attributes: [],
    status: { code: 0 },
    ...more,
  };
}

function folderWith(test: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-reading-'));
  test.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

describe('readSpans', () => {
  it('reads the files of a process in the order of their numbers, and only trace files', async (test) => {
    const files = Array.from({ length: 12 }, (_, n): [string, string] => [
      `traces-teacher-i.${n}.jsonl`,
      line('teacher', span(traceA, n, undefined, n, 1)),
    ]);
    const folder = folderWith(test, { ...Object.fromEntries(files), 'logs-teacher-i.0.jsonl': '{}\n', 'x.txt': 'x' });
    const spans = await collect(readSpans(folder));
    assert.deepEqual(
      spans.map(({ name }) => name),
      Array.from({ length: 12 }, (_, n) => `span ${n}`),
    );
  });

  it('turns OTLP into plain objects, times exact below a microsecond', async (test) => {
    const attributes = [
      { key: 'text', value: { stringValue: 's' } },
      { key: 'count', value: { intValue: '42' } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'flag', value: { boolValue: false } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } } },
    ];
    const more = {
      kind: 3,
      attributes,
      status: { code: 2 },
      events: [{ name: 'e', timeUnixNano: '1700000000000500000', attributes: [] }],
      links: [{ traceId: traceB, spanId: '9'.repeat(16), attributes: [] }],
    };
    const folder = folderWith(test, {
      'traces-teacher-i.0.jsonl': line('teacher', span(traceA, 1, 2, 0.123456, 7.654321, more)),
    });
    const [read] = await collect(readSpans(folder));
    assert.ok(Math.abs(read!.startMs - 1_700_000_000_000.123456) < 0.001);
    assert.deepEqual(
      { ...read, startMs: 0 },
      {
        traceId: traceA,
        spanId: '0000000000000001',
        parentSpanId: '0000000000000002',
        name: 'span 1',
        kind: 'client',
        service: 'teacher',
        instanceId: 'i',
        startMs: 0,
        durationMs: 7.654321,
        status: 'error',
        attributes: { text: 's', count: 42, share: 0.5, flag: false, list: [1, 'b'], map: { k: true } },
        events: [{ name: 'e', timeMs: 1_700_000_000_000.5, attributes: {} }],
        links: [{ traceId: traceB, spanId: '9'.repeat(16) }],
      },
    );
  });

  it('skips a torn line wherever it is cut, and finds it once it is complete', async (test) => {
    const whole = line('teacher', span(traceA, 1, undefined, 0, 1));
    const next = line('teacher', span(traceA, 2, undefined, 0, 1));
    for (let cut = 0; cut < next.length - 1; cut += 7) {
      const folder = folderWith(test, { 'traces-teacher-i.0.jsonl': whole + next.slice(0, cut) });
      assert.equal((await collect(readSpans(folder))).length, 1, `cut at ${cut}`);
      appendFileSync(path.join(folder, 'traces-teacher-i.0.jsonl'), next.slice(cut));
      assert.equal((await collect(readSpans(folder))).length, 2, `completed after ${cut}`);
    }
  });

  it('finds the spans of one trace, also where a batch holds several', async (test) => {
    const folder = folderWith(test, {
      'traces-teacher-i.0.jsonl': line('teacher', span(traceA, 1, undefined, 0, 1), span(traceB, 2, undefined, 0, 1)),
      'traces-indexer-i.0.jsonl': line('indexer', span(traceB, 3, 2, 0, 1)),
    });
    const spans = await collect(readSpans(folder, { traceId: traceB }));
    assert.deepEqual(spans.map(({ name }) => name).sort(), ['span 2', 'span 3']);
  });

  it('reads no more than the last bytes of a process, from a whole line on', async (test) => {
    const lines = Array.from({ length: 4 }, (_, n) => line('teacher', span(traceA, n, undefined, n, 1)));
    const size = lines[0]!.length;
    const folder = folderWith(test, {
      'traces-teacher-i.0.jsonl': lines[0]! + lines[1]!,
      'traces-teacher-i.1.jsonl': lines[2]! + lines[3]!,
    });
    const count = async (lastBytes: number) => (await collect(readSpans(folder, { lastBytes }))).length;
    assert.deepEqual(
      [
        await count(size),
        await count(size + 1),
        await count(3 * size - 1),
        await count(3 * size),
        await count(9 * size),
      ],
      [1, 1, 2, 3, 4],
    );
  });

  it('finds nothing in a folder that does not exist', async () => {
    assert.deepEqual(await collect(readSpans('/nowhere/telemetry')), []);
  });
});

describe('listTraces', () => {
  it('sums traces up, newest first, across services', async (test) => {
    const folder = folderWith(test, {
      'traces-teacher-i.0.jsonl': line(
        'teacher',
        span(traceA, 2, 1, 5, 20, { status: { code: 2 } }),
        span(traceB, 5, 4, 100, 3),
      ),
      'traces-retriever-i.0.jsonl': line('retriever', span(traceA, 1, undefined, 0, 10)),
    });
    const [newer, older] = await listTraces(folder);
    assert.deepEqual(
      { ...older, startMs: 0 },
      {
        traceId: traceA,
        root: { name: 'span 1', service: 'retriever', spanId: '0000000000000001' },
        complete: true,
        startMs: 0,
        durationMs: 25,
        services: ['retriever', 'teacher'],
        spanCount: 2,
        failed: true,
      },
    );
    assert.deepEqual([newer?.traceId, newer?.complete, newer?.failed], [traceB, false, false]);
    assert.equal((await listTraces(folder, { limit: 1 }))[0]?.traceId, traceB);
  });
});
