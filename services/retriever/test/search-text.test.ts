import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseSettings } from '@optical/config';
import type { SearchResponse__Output } from '@optical/contracts/indexer';
import type { SearchRequest__Output } from '@optical/contracts/retriever';
import type { ModelInUse } from '@optical/encoding';
import type { RpcOptions } from '@optical/grpc';
import { createMetrics, startTelemetry, telemetrySettings } from '@optical/telemetry';
import { temporaryFolder } from '@optical/testing';
import type { EncodedQuery } from '../src/search/encode-query.ts';
import { SearchQueue } from '../src/search/search-queue.ts';
import { createSearchText } from '../src/search/search-text.ts';
import { retrieverMetrics } from '../src/telemetry.ts';

const model = {
  version: { name: 'teacher/tiny', digest: 'ab', kind: 'model', createTime: new Date(0) },
  encoder: { description: { dims: 2, fingerprint: 'f' } },
} as unknown as ModelInUse;

const found = {
  hits: [],
  timings: { queueMs: 0, candidatesMs: 0, rerankMs: 0 },
  partial: true,
} as unknown as SearchResponse__Output;

it('a search gives the indexer the time that is left, less 20 ms to answer in', async (t) => {
  using folder = temporaryFolder();
  const environment = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' };
  const settings = parseSettings('retriever', telemetrySettings, { environment, file: {} });
  const telemetry = startTelemetry({ service: 'retriever', version: '0', folder: folder.path, settings });
  t.mock.timers.enable({ apis: ['Date'] });
  const given: (number | undefined)[] = [];
  const searchText = createSearchText({
    queue: new SearchQueue({ running: 1, waiting: 0 }, () => undefined),
    chooseLanguage: () => Promise.resolve({ language: 'en' }),
    encoders: { use: (_choice: unknown, work: (used: ModelInUse) => unknown) => work(model) } as never,
    collections: undefined as never,
    encodeQuery: () => {
      t.mock.timers.tick(300);
      const encoded = { text: { vectors: new Float32Array(4) }, tokenizeMs: 0, queueMs: 0, encodeMs: 300 };
      return Promise.resolve(encoded as unknown as EncodedQuery);
    },
    indexer: () => ({
      search: (_request: unknown, options?: RpcOptions) => {
        given.push(options?.deadlineMs);
        return Promise.resolve(found);
      },
    }),
    defaultCollection: 'tiny',
    telemetry,
    metrics: createMetrics(telemetry.meter, retrieverMetrics),
  });
  const request = { query: 'rain', language: 'en', collection: '', k: 0, candidateBudget: 0 };
  const limits = { signal: new AbortController().signal, deadline: Date.now() + 1_000 };
  const { partial } = await searchText(request as SearchRequest__Output, limits);
  assert.deepEqual([partial, given], [true, [680]]);
  await telemetry.shutdown();
});
