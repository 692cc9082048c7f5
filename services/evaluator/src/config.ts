import { setting } from '@optical/config';
import { z } from 'zod';

const count = (preset: number, description: string, unit: string, least = 1, most = 1_000_000_000) =>
  setting(z.int().min(least).max(most).default(preset), { description, unit });

/** Settings that only the evaluator has, besides those of every service. */
export const evaluatorSettings = {
  studies: {
    database: setting(z.string().min(1).optional(), {
      description:
        'Connection string of the PostgreSQL server that holds the studies, which several evaluators may share, in a database of its own; an embedded one in the data directory when unset.',
      secret: true,
    }),
    running: count(1, 'Studies that run at the same time.', '{study}', 0, 64),
    maxQueued: count(100, 'Studies that may wait; more are refused.', '{study}'),
    leaseMs: count(30_000, 'Time after which the study of an evaluator that is gone is taken by another.', 'ms', 300),
    pollMs: count(1_000, 'Longest time until a change is seen whose announcement was lost.', 'ms', 10),
    progressMs: count(2_000, 'Time between two progress events.', 'ms', 10),
    retry: {
      baseMs: count(2_000, 'Wait before a study is taken up again after trouble; doubled each time.', 'ms', 0),
      maxMs: count(60_000, 'Longest such wait.', 'ms', 0),
      attempts: count(20, 'Attempts in a row without progress before a study fails.', '{attempt}', 1, 1000),
    },
  },
  ranking: {
    path: setting(z.enum(['exact', 'retriever']).default('exact'), {
      description:
        'How models rank passages: every passage exactly, or through retriever and indexer, the path that serves users.',
    }),
    threads: setting(z.int().min(1).max(1024).optional(), {
      description: 'Threads that score passages; default: the processors of this process.',
      unit: '{thread}',
    }),
    depth: count(100, 'Results kept of each query.', '{result}', 10, 1_000),
  },
  data: setting(z.string().min(1).optional(), {
    description:
      'Folder with data sets and collections; searched before shared/data beside the checkout and the cache.',
  }),
  download: {
    proxy: setting(z.string().optional(), {
      description: 'HTTP proxy through which data sets are fetched; none when unset.',
    }),
    noProxy: setting(z.string().optional(), { description: 'Hosts that are reached without the proxy, with commas.' }),
  },
};
