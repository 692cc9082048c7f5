import { setting } from '@optical/config';
import { z } from 'zod';

/** Where models to import are looked for. */
export const modelSettings = {
  models: setting(z.string().min(1).optional(), {
    description:
      'Folder with model directories to import; searched before shared/models beside the checkout and the cache.',
  }),
  modelHub: {
    download: setting(z.boolean().default(true), {
      description: 'Whether known models that are not on this machine are fetched from the hub when they are imported.',
    }),
    url: setting(z.url().default('https://huggingface.co'), {
      description: 'Address of the hub; a mirror serves the same paths.',
    }),
    proxy: setting(z.string().optional(), {
      description: 'HTTP proxy through which the hub is reached; none when unset.',
    }),
    noProxy: setting(z.string().optional(), { description: 'Hosts that are reached without the proxy, with commas.' }),
  },
};
