import { setting } from '@optical/config';
import { z } from 'zod';

const count = (preset: number, description: string, unit: string, least = 1, most = 1_000_000_000) =>
  setting(z.int().min(least).max(most).default(preset), { description, unit });

/** Settings that only the distiller has, besides those of every service. */
export const distillerSettings = {
  jobs: {
    database: setting(z.string().min(1).optional(), {
      description:
        'Connection string of the PostgreSQL server that holds the queue, which several distillers may share; an embedded database in the data directory when unset.',
      secret: true,
    }),
    folder: setting(z.string().min(1).optional(), {
      description:
        'Folder of checkpoints and cached vectors; in the data directory when unset. Distillers that share a queue share it, too.',
    }),
    maxQueued: count(1_000, 'Jobs that may wait; more are refused.', '{job}'),
    leaseMs: count(30_000, 'Time after which the job of a distiller that is gone is taken by another.', 'ms', 300),
    pollMs: count(1_000, 'Longest time until a change is seen whose announcement was lost.', 'ms', 10),
    retry: {
      baseMs: count(5_000, 'Wait before the second attempt; doubled with each further one.', 'ms', 0),
      maxMs: count(600_000, 'Longest wait between two attempts.', 'ms', 0),
    },
  },
  training: {
    device: setting(z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'), {
      description: 'Where jobs train; auto takes CUDA, then a GPU through WebGPU, then the processor.',
    }),
    cudaLibraries: setting(z.string().min(1).optional(), {
      description: "Folder with the libraries of onnxruntime's CUDA provider.",
    }),
    jobs: count(1, 'Jobs that train at the same time.', '{job}', 0, 64),
    threads: setting(z.int().min(1).max(1024).optional(), {
      description: 'Threads of one training; default: the processors of this process.',
      unit: '{thread}',
    }),
    profile: setting(z.boolean().default(true), {
      description:
        'Measure before a training what share of its steps the transport solver and the optimiser take; some steps, once per shape.',
    }),
    progressMs: count(1_000, 'Time between two progress events.', 'ms', 10),
    segmentMs: count(600_000, 'Longest part of a training that is one trace.', 'ms', 100, 600_000),
  },
  data: setting(z.string().min(1).optional(), {
    description: 'Folder with data sets; searched before shared/data beside the checkout and the cache.',
  }),
  download: {
    proxy: setting(z.string().optional(), {
      description: 'HTTP proxy through which data sets are fetched; none when unset.',
    }),
    noProxy: setting(z.string().optional(), { description: 'Hosts that are reached without the proxy, with commas.' }),
  },
};
