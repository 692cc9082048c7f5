import type {
  Collection,
  CollectionSpec__Output,
  CollectionVersion,
  VectorPrecision,
} from '@optical/contracts/indexer';
import { dateFromTimestamp, timestampFromDate } from '@optical/contracts';
import { invalidArgument } from '@optical/errors';
import type { CollectionSpec, CollectionState, CollectionStatistics, Precision } from '@optical/vector-store';
import { readMetadataType, writeMetadataType } from './metadata.ts';

const precisions: Readonly<Record<string, Precision>> = {
  VECTOR_PRECISION_UNSPECIFIED: 4,
  VECTOR_PRECISION_2_BIT: 2,
  VECTOR_PRECISION_4_BIT: 4,
  VECTOR_PRECISION_F16: 'f16',
};

const precisionNames: Readonly<Record<Precision, VectorPrecision>> = {
  2: 'VECTOR_PRECISION_2_BIT',
  4: 'VECTOR_PRECISION_4_BIT',
  f16: 'VECTOR_PRECISION_F16',
};

/** @throws OpticalError `invalid-argument` for what is missing or not known; the engine checks the values */
export function readSpec(message: CollectionSpec__Output | null): CollectionSpec {
  if (message === null) throw missing('spec');
  const { name, space, encoder, codec, fields, description } = message;
  if (space === null) throw missing('spec.space');
  if (encoder === null) throw missing('spec.encoder');
  const precision = precisions[codec?.precision ?? 'VECTOR_PRECISION_UNSPECIFIED'];
  if (precision === undefined) {
    throw invalidArgument({ field: 'spec.codec.precision', description: `${codec!.precision} is not known` });
  }
  return {
    name,
    space: { fingerprint: space.fingerprint, dims: space.dims, normalized: space.normalized },
    encoder: {
      name: encoder.name,
      digest: encoder.digest,
      createTimeMs: encoder.createTime === null ? 0 : dateFromTimestamp(encoder.createTime).getTime(),
    },
    codec: { precision, centroids: codec?.centroids ?? 0, seed: codec?.seed ?? 0 },
    fields: fields.map((field, index) => ({
      name: field.name,
      type: readMetadataType(field.type, `spec.fields[${index}].type`),
      filterable: field.filterable,
    })),
    description,
  };
}

export function writeCollection(state: CollectionState, statistics: CollectionStatistics): Collection {
  const { spec, createTimeMs, updateTimeMs, aliases } = state;
  const { encoder, codec } = spec;
  return {
    spec: {
      ...spec,
      encoder: {
        name: encoder.name,
        digest: encoder.digest,
        createTime: timestampFromDate(new Date(encoder.createTimeMs)),
      },
      codec: { ...codec, precision: precisionNames[codec.precision] },
      fields: spec.fields.map((field) => ({ ...field, type: writeMetadataType(field.type) })),
    },
    version: versionOf(state),
    createTime: timestampFromDate(new Date(createTimeMs)),
    updateTime: timestampFromDate(new Date(updateTimeMs)),
    aliases: [...aliases],
    statistics: { ...statistics, passagesByLanguage: { ...statistics.passagesByLanguage } },
  };
}

export const versionOf = ({ spec, version }: Pick<CollectionState, 'spec' | 'version'>): CollectionVersion => ({
  collection: spec.name,
  version,
});

const missing = (field: string) => invalidArgument({ field, description: 'is required' });
