import { openArtifacts } from '@optical/artifacts';
import type { ServiceDefinition } from '@optical/service';
import { createMetrics } from '@optical/telemetry';
import { EmbeddedEngine } from '@optical/vector-store';
import { indexerSettings } from './config.ts';
import { observeEngine } from './engine-observer.ts';
import { createCollection } from './handlers/create-collection.ts';
import { deleteCollection } from './handlers/delete-collection.ts';
import { deletePassages } from './handlers/delete.ts';
import { describeCollection } from './handlers/describe-collection.ts';
import { describeService } from './handlers/describe-service.ts';
import { getPassages } from './handlers/get-passages.ts';
import { listCollections } from './handlers/list-collections.ts';
import { restore } from './handlers/restore.ts';
import { search } from './handlers/search.ts';
import { setAlias } from './handlers/set-alias.ts';
import { snapshot } from './handlers/snapshot.ts';
import { upsert } from './handlers/upsert.ts';
import { Snapshots } from './snapshots/snapshots.ts';
import { indexerMetrics } from './telemetry.ts';

/** The indexer service: its settings, whom it calls, and its handlers. */
export const indexer: ServiceDefinition<'indexer', never, typeof indexerSettings> = {
  stem: 'indexer',
  peers: [],
  settings: indexerSettings,
  create: ({ settings, telemetry, folder, artifactsFolder, describeProcess }) => {
    const metrics = createMetrics(telemetry.meter, indexerMetrics);
    const { threads: searchThreads, candidateBudget, ...searching } = settings.search;
    const { memoryLimitBytes, openCollections } = settings;
    const observer = observeEngine(telemetry, metrics);
    const limits = { memoryLimitBytes, openCollections };
    const { maxMessageBytes: maxReplyBytes } = settings.grpc;
    const engine = new EmbeddedEngine({ folder, searchThreads, observer, ...limits, ...searching });
    metrics.memory.addCallback((result) => {
      result.observe(engine.memoryBytes);
    });
    metrics.waiting.addCallback((result) => {
      result.observe(engine.waiting);
    });
    const snapshots = new Snapshots(engine, openArtifacts({ directory: artifactsFolder }));
    return {
      handlers: {
        describeService: describeService(describeProcess, engine, memoryLimitBytes),
        createCollection: createCollection(engine),
        deleteCollection: deleteCollection(engine),
        listCollections: listCollections(engine),
        describeCollection: describeCollection(engine, snapshots),
        upsert: upsert(engine, metrics),
        delete: deletePassages(engine),
        getPassages: getPassages(engine, maxReplyBytes),
        search: search({ engine, metrics, tracer: telemetry.tracer, candidateBudget, maxReplyBytes }),
        snapshot: snapshot(snapshots),
        restore: restore(engine, snapshots),
        setAlias: setAlias(engine),
      },
      failed: engine.failed,
      close: () => engine.close(),
    };
  },
};
