import { setting, withDefault } from '@optical/config';
import { encodingSettings } from '@optical/encoding';
import { grpcServerSettings } from '@optical/grpc';
import { z } from 'zod';

const count = (least: number, most: number, preset: number, description: string, unit: string) =>
  setting(z.int().min(least).max(most).default(preset), { description, unit });

const reference = (description: string) => setting(z.string().min(1).optional(), { description });

/** Settings that only the retriever has, and those of every service that it presets otherwise. */
export const retrieverSettings = {
  collection: reference('Collection or alias of searches that name none; unset: they have to.'),
  encoders: {
    student: setting(z.string().includes('{language}').default('student/{language}@production'), {
      description:
        'Encoder of the queries of a language, by reference; {language} is the BCP 47 tag, as hi or zh-Hant.',
    }),
    english: reference("Encoder of English queries; unset: that of the collection's passages."),
    multilingual: reference('Encoder of the languages that have no student; unset: such queries are refused.'),
  },
  encoding: {
    ...encodingSettings,
    // Queries are short: this is a hundred of them, and memory for four thousand tokens would stay unused.
    batchTokens: withDefault(encodingSettings.batchTokens, 2_048),
  },
  search: {
    running: count(1, 10_000, 32, 'Searches that are worked on at the same time.', '{search}'),
    eachMs: count(
      1,
      600_000,
      60_000,
      'Time for each search of a stream or batch, from when it is worked on; the first ones wait until models are loaded.',
      'ms',
    ),
    waiting: count(
      0,
      100_000,
      256,
      'Searches that wait for their turn; more, and those that would be answered only after half of their time, are refused.',
      '{search}',
    ),
  },
  grpc: {
    ...grpcServerSettings,
    calls: {
      ...grpcServerSettings.calls,
      // Calls wait in the queue of searches alone, which knows how long that takes; calls of several searches share it.
      running: withDefault(grpcServerSettings.calls.running, 1024),
      waiting: withDefault(grpcServerSettings.calls.waiting, 0),
    },
  },
};
