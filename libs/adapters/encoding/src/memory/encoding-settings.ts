import { setting } from '@optical/config';
import { z } from 'zod';

const count = (least: number, most: number, preset: number, description: string, unit: string) =>
  setting(z.int().min(least).max(most).default(preset), { description, unit });

/** How models are kept in memory and computed. */
export const encodingSettings = {
  device: setting(z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'), {
    description: 'Where models run; auto takes CUDA, then a GPU through WebGPU, then the processor.',
  }),
  cudaLibraries: setting(z.string().min(1).optional(), {
    description: "Folder with the libraries of onnxruntime's CUDA provider.",
  }),
  preload: setting(z.string().default(''), {
    description: 'Models to load at start and never to evict, by reference, separated by commas.',
  }),
  memoryLimitBytes: count(
    0,
    Number.MAX_SAFE_INTEGER,
    4 * 2 ** 30,
    'Memory of all models together; 0 for no limit.',
    'By',
  ),
  followIntervalMs: count(100, 3_600_000, 1_000, 'Time between two looks at where names and aliases point.', 'ms'),
  threads: setting(z.int().min(1).max(1024).optional(), {
    description: 'Threads that compute one batch; default: the processors of this process.',
    unit: '{thread}',
  }),
  workers: count(1, 64, 1, 'Batches of one model that are computed at a time, each by its own copy.', '{worker}'),
  batchTokens: count(16, 1_000_000, 4_096, 'Most tokens of one batch, padding included.', '{token}'),
  queueTokens: count(
    512,
    100_000_000,
    65_536,
    'Most tokens that may wait for one model, padding included; more are refused.',
    '{token}',
  ),
  streamWindow: count(1, 64, 4, 'Batches of one stream that are worked on at a time.', '{batch}'),
};
