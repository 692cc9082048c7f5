import { setting, withDefault } from '@optical/config';
import { grpcServerSettings } from '@optical/grpc';
import { z } from 'zod';

const count = (least: number, most: number, preset: number, description: string, unit: string) =>
  setting(z.int().min(least).max(most).default(preset), { description, unit });

/** Settings that only the indexer has, and those of every service that it presets otherwise. */
export const indexerSettings = {
  search: {
    threads: count(1, 64, 2, 'Threads that search and read.', '{thread}'),
    queue: count(0, 100_000, 256, 'Searches and reads that wait for a thread; more are refused.', '{call}'),
    candidateBudget: count(
      1,
      100_000,
      500,
      'Candidates scored by all of their token codes at most, where a request does not say; the best k and 32 beyond are scored again by their vectors.',
      '{passage}',
    ),
    probes: count(1, 65_536, 16, 'Lists of centroids that are read per query token.', '{list}'),
    interactions: count(
      1,
      1_000_000,
      4_000,
      'Passages that are compared by a part of their token codes to choose those that are scored; where more are scored, as many as those.',
      '{passage}',
    ),
    exactTokens: count(
      1_000,
      100_000_000,
      16_384,
      'Tokens up to which all are scored, because that is faster than looking for candidates.',
      '{token}',
    ),
    recallSampleRatio: setting(z.number().min(0).max(1).default(0.01), {
      description: 'Share of searches by candidates that are repeated exactly when nothing waits, to estimate recall.',
      unit: '1',
    }),
  },
  memoryLimitBytes: count(
    0,
    Number.MAX_SAFE_INTEGER,
    4 * 2 ** 30,
    'Memory of the passages of all collections together; 0 for no limit.',
    'By',
  ),
  openCollections: count(
    1,
    100_000,
    64,
    'Collections that stay open at once, beside memoryLimitBytes; beyond, those that nobody uses are closed until they are used again. Each may take 16 MB of database cache per search thread, and 16 MB for writes.',
    '{collection}',
  ),
  grpc: {
    ...grpcServerSettings,
    calls: {
      ...grpcServerSettings.calls,
      // Searches wait before their threads alone, where a full line refuses at once and says when to come again.
      running: withDefault(grpcServerSettings.calls.running, 1024),
      waiting: withDefault(grpcServerSettings.calls.waiting, 0),
    },
  },
};
