import { parseSettings, readRawSettings, setting } from '@optical/config';
import type { SettingsOf } from '@optical/config';
import { z } from 'zod';

const benchSettings = {
  python: setting(z.string().min(1).default('python3'), {
    description: 'Python interpreter that has the packages of tools/bench/peers/requirements.txt.',
  }),
  data: setting(z.string().min(1).optional(), {
    description: 'Folder of data sets; default: shared/data beside the checkout.',
  }),
  models: setting(z.string().min(1).optional(), {
    description: 'Folder of models; default: shared/models beside the checkout.',
  }),
  cache: setting(z.string().min(1).optional(), {
    description: 'Folder that keeps encoded passages between runs; default: .cache/optical in the home folder.',
  }),
  pylate: setting(z.string().min(1).optional(), {
    description: 'Python interpreter that has pylate, which needs a fast-plaid of its own; left out when unset.',
  }),
  retrievalPassages: setting(z.int().min(1).default(20_000), {
    description: 'Passages that the retrieval bench writes and searches.',
    unit: '{passage}',
  }),
  searchSizes: setting(
    z
      .string()
      .regex(/^[1-9]\d*(,[1-9]\d*)*$/)
      .default('10000,100000')
      .transform((list) => list.split(',').map(Number)),
    {
      description: 'Passages that the search bench searches, with commas.',
    },
  ),
  searchPeerLimit: setting(z.int().min(0).default(100_000), {
    description:
      'Most passages that the search bench gives to other index libraries, and compares candidate generators on.',
    unit: '{passage}',
  }),
};

export type BenchSettings = SettingsOf<typeof benchSettings>;

/** @throws OpticalError `invalid-argument` for a bad setting */
export const readBenchSettings = (): BenchSettings => parseSettings('bench', benchSettings, readRawSettings());
