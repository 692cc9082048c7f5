import { createHash } from 'node:crypto';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { openEncoder, spaceFingerprint } from '@optical/encoding';
import { notFound } from '@optical/errors';
import type { Device, Tuning } from '@optical/ort';
import { loadTokenizer } from '@optical/tokenizers';
import type { ResolvedModel, TrainingResources } from '../resources.ts';
import type { DataResources } from './data-of-places.ts';

export interface LocalResourcesOptions {
  readonly models: Readonly<Record<string, EncoderCheckpoint>>;
  readonly vocabularies: Readonly<Record<string, CheckpointTokenizer>>;
  readonly data: DataResources;
  readonly device?: Device;
  readonly tuning?: Tuning;
}

/** Everything in this process: for scripts, benches and tests. */
export function localResources({
  models,
  vocabularies,
  data,
  device,
  tuning,
}: LocalResourcesOptions): TrainingResources {
  const fingerprints = new Map<string, Promise<string>>();
  const find = <Value>(type: string, named: Readonly<Record<string, Value>>, reference: string): Value => {
    const found = named[reference];
    if (found === undefined) throw notFound(type, reference);
    return found;
  };
  return {
    ...data,
    ...inProcessPrograms({ ...(device && { device }), ...(tuning && { tuning }) }),
    model: async (reference): Promise<ResolvedModel> => {
      const checkpoint = find('model', models, reference);
      const digest = fingerprints.get(reference) ?? spaceFingerprint(checkpoint);
      fingerprints.set(reference, digest);
      return { name: reference, digest: await digest, checkpoint };
    },
    vocabulary: (reference) => {
      const tokenizer = find('vocabulary', vocabularies, reference);
      const digest = createHash('sha256').update(tokenizer.json).digest('hex');
      return Promise.resolve({ name: reference, digest, tokenizer });
    },
  };
}

/** Tokenising and encoding without services. */
export function inProcessPrograms(
  options: { readonly device?: Device; readonly tuning?: Tuning } = {},
): Pick<TrainingResources, 'openTokenizer' | 'openTeacher'> {
  return {
    openTokenizer: ({ json }) => {
      const tokenizer = loadTokenizer(json);
      return Promise.resolve({
        tokenize: async (texts, { signal }) => {
          const encoded = await tokenizer.encodeIds(texts, { addSpecialTokens: false, ...(signal && { signal }) });
          return encoded.map(({ ids }) => ids);
        },
        close: () => Promise.resolve(),
      });
    },
    openTeacher: async ({ checkpoint }) => {
      const { device, tuning } = options;
      const encoder = await openEncoder({ ...tuning, ...(device && { device }), checkpoint });
      return {
        encode: async ({ texts, role, maxTokens, queryAugmentation, signal }) => {
          const ids = texts.map((text) => Array.from(text));
          const { texts: encoded } = await encoder.encode(ids, {
            role,
            maxTokens,
            queryAugmentation,
            positions: 'all',
            ...(signal && { signal }),
          });
          return encoded.map(({ vectors }) => vectors);
        },
        close: () => encoder.close(),
      };
    },
  };
}
