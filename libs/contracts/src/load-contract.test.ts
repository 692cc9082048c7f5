import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadContract, stems } from './index.ts';
import type { Stem } from './index.ts';

/** The RPCs that the architecture promises, beside those a service has besides. */
const promised: Record<Stem, string[]> = {
  tokenizer: ['Tokenize', 'TokenizeStream', 'Decode', 'TrainVocabulary', 'DescribeVocabulary', 'ListVocabularies'],
  teacher: ['Encode', 'EncodeStream', 'DescribeModel', 'ListModels'],
  distiller: ['CreateJob', 'GetJob', 'ListJobs', 'WatchJob', 'CancelJob'],
  indexer: [
    ...['CreateCollection', 'DeleteCollection', 'ListCollections', 'DescribeCollection', 'SetAlias'],
    ...['Upsert', 'Delete', 'GetPassages', 'Search', 'Snapshot', 'Restore'],
  ],
  retriever: ['Search', 'BatchSearch', 'SearchStream', 'Explain'],
  evaluator: [
    ...['Evaluate', 'Compare', 'CreateStudy', 'GetStudy', 'ListStudies', 'WatchStudy', 'CancelStudy', 'GetReport'],
  ],
};

const streams: Partial<Record<Stem, Record<string, 'request' | 'response' | 'both'>>> = {
  tokenizer: { TokenizeStream: 'both', TrainVocabulary: 'both' },
  teacher: { EncodeStream: 'both' },
  distiller: { WatchJob: 'response' },
  indexer: { Upsert: 'both' },
  retriever: { SearchStream: 'both' },
  evaluator: { WatchStudy: 'response', GetReport: 'response' },
};

for (const stem of stems) {
  describe(`contract of the ${stem}`, () => {
    const { serviceName, definition, packageDefinition } = loadContract(stem);
    const methods = new Map(Object.entries(definition));

    it('has every RPC of the architecture, each under the full name of the service', () => {
      for (const rpc of [...promised[stem], 'DescribeService'])
        assert.equal(methods.get(rpc)?.path, `/${serviceName}/${rpc}`);
    });

    it('streams where many messages travel', () => {
      for (const [rpc, side] of Object.entries(streams[stem] ?? {})) {
        assert.equal(methods.get(rpc)?.requestStream, side !== 'response', rpc);
        assert.equal(methods.get(rpc)?.responseStream, side !== 'request', rpc);
      }
    });

    it('carries the file descriptors that reflection needs', () => {
      assert.ok(Object.keys(packageDefinition).includes(serviceName));
      assert.ok(Object.keys(packageDefinition).includes('optical.common.v1.ServiceInfo'));
    });
  });
}

describe('loadContract', () => {
  it('names the contract that a folder lacks', () => {
    assert.throws(() => loadContract('teacher', import.meta.dirname), /teacher_service\.proto/);
  });
});
