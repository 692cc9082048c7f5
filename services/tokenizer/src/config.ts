import { setting } from '@optical/config';
import { z } from 'zod';

const count = (preset: number, description: string, unit: string, least = 1) =>
  setting(z.int().min(least).max(Number.MAX_SAFE_INTEGER).default(preset), { description, unit });

/** Settings that only the tokenizer has, besides those of every service. */
export const tokenizerSettings = {
  memoryLimitBytes: count(2 ** 30, 'Estimated memory of all loaded vocabularies together.', 'By'),
  corpusLimitBytes: count(2 ** 32, 'Largest corpus of one training, on disk.', 'By'),
  trainings: count(1, 'Trainings that run at the same time; more are refused.', '{training}'),
  coverageTexts: count(2_000, 'Texts per language on which a new vocabulary is measured.', '{text}'),
  streamWindow: count(4, 'Batches of one stream that are worked on at a time.', '{batch}'),
};
