import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseSettings } from '@optical/config';
import { openEncoder } from '@optical/encoding';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { temporaryFolder } from '@optical/testing';
import { createEncodeQuery } from '../src/search/encode-query.ts';
import type { CallLimits } from '../src/search/search-queue.ts';
import { tinyCheckpoint } from './support/tiny-models.ts';

/** A call as servers make it: its signal is a getter, which copies of the object lack. */
class Call implements CallLimits {
  readonly deadline = Date.now() + 60_000;
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort(new Error('cancelled'));
  }
}

it('a query whose call is cancelled leaves the line of the encoder at once', async () => {
  using folder = temporaryFolder();
  const environment = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' };
  const settings = parseSettings('retriever', telemetrySettings, { environment, file: {} });
  const telemetry = startTelemetry({ service: 'retriever', version: '0', folder: folder.path, settings });
  const encoder = await openEncoder({ checkpoint: await tinyCheckpoint(1), threads: 1, batchTokens: 32 });
  const ids = [8, 9, 10];
  const tokens = { ids, tokens: [], wordIndices: [], truncated: false, unknownCount: 0, spans: null };
  const tokenizer = { tokenize: () => Promise.resolve({ texts: [tokens], vocabulary: null, timings: null }) };
  const vocabularies = { of: () => Promise.resolve('vocabulary/tiny') };
  const encodeQuery = createEncodeQuery(() => tokenizer, vocabularies as never, telemetry);
  try {
    const before = Array.from({ length: 200 }, () => encoder.encode([ids], { role: 'query' }));
    const call = new Call();
    const version = { name: 'teacher/tiny', digest: 'ab'.repeat(32), kind: 'model', createTime: new Date() };
    const encoded = encodeQuery('rain', { version, encoder }, { language: 'en', limits: call });
    setImmediate(() => {
      call.cancel();
    });
    await assert.rejects(encoded, /cancelled/);
    assert.ok(encoder.queuedTokens > 0, 'those before it are still in line');
    await Promise.all(before);
  } finally {
    await encoder.close();
    await telemetry.shutdown();
  }
});
