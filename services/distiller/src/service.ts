import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import { createDeviceChooser } from '@optical/ort';
import type { DeviceChoice } from '@optical/ort';
import type { ServiceDefinition } from '@optical/service';
import { createMetrics } from '@optical/telemetry';
import { PlanMemo } from '@optical/training';
import { distillerSettings } from './config.ts';
import { cancelJob } from './handlers/cancel-job.ts';
import { createJob } from './handlers/create-job.ts';
import { describeService } from './handlers/describe-service.ts';
import { getJob } from './handlers/get-job.ts';
import { listJobs } from './handlers/list-jobs.ts';
import { recordScores } from './handlers/record-scores.ts';
import { selectPairs } from './handlers/select-pairs.ts';
import { watchJob } from './handlers/watch-job.ts';
import { openQueue } from './queue/open-queue.ts';
import { dataSets } from './resources/data-sets.ts';
import { serviceResources } from './resources/service-resources.ts';
import { createSpecChecks } from './spec/accept-spec.ts';
import { distillerMetrics } from './telemetry.ts';
import { observeQueue } from './queue/observe-queue.ts';
import { createWorkers } from './training/worker.ts';

/** The distiller service: its settings, whom it calls, and its handlers. */
export const distiller: ServiceDefinition<'distiller', 'tokenizer' | 'teacher', typeof distillerSettings> = {
  stem: 'distiller',
  peers: ['tokenizer', 'teacher'],
  settings: distillerSettings,
  create: ({ settings, telemetry, folder, artifactsFolder, peers, describeProcess }) => {
    const { training } = settings;
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const metrics = createMetrics(telemetry.meter, distillerMetrics);
    const resources = serviceResources({
      artifacts,
      data: dataSets(settings, folder),
      tokenizer: () => peers.client('tokenizer'),
      teacher: () => peers.client('teacher'),
    });
    const memo = new PlanMemo();
    const checks = createSpecChecks(artifacts, resources, telemetry, memo);
    const queue = openQueue(settings, folder, telemetry);
    const ending = new AbortController();
    const { cudaLibraries } = training;
    let device: DeviceChoice | string = 'the device is still being chosen';
    const choosing = createDeviceChooser(cudaLibraries === undefined ? {} : { cudaLibraries })(training.device);
    choosing.then(
      (choice) => (device = choice),
      (error: unknown) => (device = error instanceof Error ? error.message : String(error)),
    );
    const workers = createWorkers(
      queue,
      {
        artifacts,
        resources,
        memo,
        device: () => choosing,
        telemetry,
        metrics,
        folder: path.resolve(settings.jobs.folder ?? folder),
        threads: training.threads,
        measuredShares: training.profile ? new Map() : undefined,
        progressMs: training.progressMs,
        segmentMs: training.segmentMs,
      },
      training.jobs,
    );
    observeQueue(metrics, queue, workers.running);
    let working: Promise<void> | undefined;
    return {
      handlers: {
        describeService: describeService(describeProcess, queue, () => device, workers.running),
        createJob: createJob(queue, checks),
        selectPairs: selectPairs(checks),
        getJob: getJob(queue),
        listJobs: listJobs(queue),
        watchJob: watchJob(queue, ending.signal),
        cancelJob: cancelJob(queue),
        recordScores: recordScores(queue),
      },
      start: (signal) => {
        signal.addEventListener('abort', () => {
          ending.abort();
        });
        working = workers.run(ending.signal);
        working.catch((err: unknown) => {
          telemetry.logger.error({ err }, 'no more jobs are taken');
        });
        return Promise.resolve();
      },
      close: async () => {
        ending.abort();
        await working?.catch(() => undefined);
        await queue.close();
      },
    };
  },
};
