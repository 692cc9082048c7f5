import { setting } from '@optical/config';
import { z } from 'zod';

const milliseconds = (least: number, most: number) => z.int().min(least).max(most);
const dayMs = 86_400_000;

/** A duration from `least` to a day, in milliseconds. */
export const duration = (defaultMs: number, description: string, least = 1) =>
  setting(milliseconds(least, dayMs).default(defaultMs), { description, unit: 'ms' });

export const file = (description: string) => setting(z.string().min(1).optional(), { description });

export const count = (defaultCount: number, description: string, unit: string, least = 1) =>
  setting(z.int().min(least).max(1_000_000).default(defaultCount), { description, unit });

/** Both halves state it; the smaller one decides. */
export const maxMessageBytes = setting(
  z
    .int()
    .min(1024)
    .max(256 * 1024 * 1024)
    .default(4 * 1024 * 1024),
  { description: 'Largest message sent or received; larger matrices are streamed.', unit: 'By' },
);

export const keepalive = {
  timeMs: duration(60_000, 'Quiet time after which a connection is probed.', 1000),
  timeoutMs: duration(20_000, 'Time to answer a probe before the connection counts as dead.', 100),
};

export const reloadIntervalMs = duration(
  30_000,
  'Time between two looks at certificate, key and token files; new contents apply without a restart.',
  100,
);
