import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lineageRoles, modelKind } from '@optical/artifacts';
import type { Artifact, ArtifactFiles, ArtifactRegistry, LineageInput, ModelMetadata } from '@optical/artifacts';
import { writeModelDirectory } from '@optical/checkpoints';
import type { EncoderCheckpoint, WriteOptions } from '@optical/checkpoints';
import { invalidArgument } from '@optical/errors';
import { parameterCount } from '../model/estimate-memory.ts';
import { retrievalSettings } from '../model/retrieval-settings.ts';
import { openEncoder } from '../open-encoder.ts';
import type { EncoderDescription } from '../open-encoder.ts';
import { writeReference } from '../reference/reference-file.ts';
import { computeReference } from '../reference/reference-vectors.ts';
import { withOptions, writeRetrievalOptions, writeRetrievalSettings } from './retrieval-options.ts';
import type { RetrievalOptions } from './retrieval-options.ts';

/** Name of the file beside the weights that holds the reference vectors. */
export const referenceFileName = 'reference-vectors.safetensors';

/** A model to register. */
export interface ModelPublication {
  /** Registry name, such as `student/hi`. */
  readonly name: string;
  readonly purpose: ModelMetadata['purpose'];
  /** A checkpoint in memory; or a directory in one of Hugging Face's layouts, or what writes one. */
  readonly source: EncoderCheckpoint | ArtifactFiles;
  /** What the weights of a checkpoint in memory are stored as. Default F32. */
  readonly dtype?: WriteOptions['dtype'];
  /** Languages it was trained for, BCP 47. */
  readonly languages: readonly string[];
  readonly retrieval?: RetrievalOptions;
  /** Fingerprint of the teacher's space; required for a student. Default: the space of its own passages. */
  readonly fingerprint?: string;
  readonly lineage?: LineageInput;
  readonly signal?: AbortSignal;
}

/**
 * Registers a model: its directory, its settings, and vectors of a few texts on this processor, by which whoever loads
 * it finds damage. Equal content is one version.
 * @throws OpticalError as `ArtifactRegistry.publish`; what `openEncoder` throws for a directory that holds no sound
 *   model; invalid-argument for lengths that the model does not allow and a student without the teacher's fingerprint
 */
export async function publishModel(
  artifacts: ArtifactRegistry,
  publication: ModelPublication,
): Promise<Artifact<ModelMetadata>> {
  const { name, purpose, source, dtype, lineage = {}, signal } = publication;
  const { retrieval = {}, fingerprint } = publication;
  requireTeacher(publication);
  const isCheckpoint = typeof source === 'object';
  return artifacts.publish<ModelMetadata>({
    name,
    kind: modelKind,
    lineage,
    ...(signal && { signal }),
    files: isCheckpoint ? (folder) => writeCheckpoint(folder, source, retrieval, dtype) : source,
    metadata: async (folder) => {
      if (!isCheckpoint) await writeRetrievalOptions(folder, retrieval);
      // One thread: the same bits on every machine with the same instructions.
      const encoder = await openEncoder({ directory: folder, threads: 1, ...(fingerprint && { fingerprint }) });
      try {
        requireLengths(encoder.description, retrieval);
        await writeReference(path.join(folder, referenceFileName), await computeReference(encoder));
        return { ...describeModel(encoder.description), purpose, languages: [...publication.languages] };
      } finally {
        await encoder.close();
      }
    },
  });
}

/** Weights as they are, and the settings beside them: no projection is made up that every token would then go through. */
async function writeCheckpoint(
  folder: string,
  checkpoint: EncoderCheckpoint,
  options: RetrievalOptions,
  dtype: WriteOptions['dtype'],
): Promise<void> {
  const { architecture, parameters, tokenizer, maximumLength } = checkpoint;
  const settings = withOptions(retrievalSettings(checkpoint), options);
  const write = dtype === undefined ? {} : { dtype };
  if (architecture.projectionSize !== undefined) {
    await writeModelDirectory(folder, { ...checkpoint, lateInteraction: settings }, write);
    return;
  }
  await writeModelDirectory(folder, { architecture, parameters, ...(tokenizer && { tokenizer }) }, write);
  await writeRetrievalSettings(folder, settings);
  if (maximumLength === undefined) return;
  const lengths = JSON.stringify({ max_seq_length: maximumLength, do_lower_case: false });
  await writeFile(path.join(folder, 'sentence_bert_config.json'), `${lengths}\n`);
}

function describeModel(encoder: EncoderDescription): Omit<ModelMetadata, 'purpose' | 'languages'> {
  const { architecture, layout, longest, dims, fingerprint } = encoder;
  return {
    architecture: {
      family: architecture.family,
      layers: architecture.layers,
      hiddenSize: architecture.hiddenSize,
      attentionHeads: architecture.heads,
      feedForwardSize: architecture.feedForwardSize,
      vocabularySize: architecture.vocabularySize,
      parameters: parameterCount(architecture),
      maxTokens: longest,
    },
    retrieval: {
      queryTokens: layout.queryLength,
      passageTokens: layout.passageLength,
      queryAugmentation: layout.queryAugmentation,
      attendToMaskTokens: layout.attendToMaskTokens,
    },
    space: { fingerprint, dims },
    referenceFile: referenceFileName,
  };
}

function requireTeacher({ purpose, fingerprint, lineage }: ModelPublication): void {
  if (purpose !== 'student') return;
  if (fingerprint === undefined) {
    throw invalidArgument({ field: 'fingerprint', description: 'a student needs the fingerprint of its teacher' });
  }
  if (lineage?.inputs?.some(({ role }) => role === lineageRoles.teacher) !== true) {
    throw invalidArgument({ field: 'lineage.inputs', description: 'a student needs its teacher in its lineage' });
  }
}

function requireLengths({ longest }: EncoderDescription, { queryTokens, passageTokens }: RetrievalOptions): void {
  for (const [field, value] of Object.entries({ query_tokens: queryTokens, passage_tokens: passageTokens })) {
    if (value === undefined || value <= longest) continue;
    throw invalidArgument({ field, description: `${value} is above the ${longest} tokens that the model accepts` });
  }
}
