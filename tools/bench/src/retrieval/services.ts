import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { publishModel } from '@optical/encoding';
import { startService } from '@optical/testing/service-process';
import type { ServiceProcess } from '@optical/testing/service-process';

/** A tokenizer, an indexer and a retriever in processes of their own, and an empty collection. */
export interface RetrievalSystem extends AsyncDisposable {
  readonly collection: string;
  readonly fingerprint: string;
  readonly retriever: ServiceProcess<'retriever'>;
  readonly indexer: ServiceProcess<'indexer'>;
  /** The processes that run now. */
  readonly pids: readonly number[];
  /** Stops the indexer and starts it again at the same address. @returns seconds until it answers */
  restartIndexer(): Promise<number>;
}

const collection = 'bench';
const name = 'teacher/bench';

/**
 * Starts the services with their default settings.
 * @param encoder of passages and English queries
 */
export async function startRetrieval(home: string, encoder: EncoderCheckpoint): Promise<RetrievalSystem> {
  const artifacts = openArtifacts({ directory: path.join(home, 'artifacts') });
  const model = { name, purpose: 'teacher', languages: ['en'], source: encoder } as const;
  const { version, metadata } = await publishModel(artifacts, model);
  const environment = { OPTICAL_ENCODING_DEVICE: 'cpu', OPTICAL_RETRIEVER_COLLECTION: collection };
  await using started = new AsyncDisposableStack();
  const tokenizer = started.use(await startService('tokenizer', home, environment));
  let indexer = await startService('indexer', home, environment);
  started.defer(() => indexer[Symbol.asyncDispose]());
  const peers = { OPTICAL_PEERS_TOKENIZER: tokenizer.address, OPTICAL_PEERS_INDEXER: indexer.address };
  const retriever = started.use(await startService('retriever', home, { ...environment, ...peers }));
  const { space } = metadata;
  const { digest } = version;
  const spec = { name: collection, encoder: { name, digest }, space: { ...space, normalized: true } };
  await indexer.client.createCollection({ spec, requestId: collection });
  const running = started.move();
  return {
    collection,
    fingerprint: space.fingerprint,
    retriever,
    get indexer() {
      return indexer;
    },
    get pids() {
      return [tokenizer, indexer, retriever].map(({ pid }) => pid);
    },
    restartIndexer: async () => {
      await indexer.stop();
      const begun = performance.now();
      const port = indexer.address.split(':').at(-1)!;
      indexer = await startService('indexer', home, { ...environment, OPTICAL_GRPC_PORT: port });
      return (performance.now() - begun) / 1000;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
