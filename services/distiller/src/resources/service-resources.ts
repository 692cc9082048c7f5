import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { modelKind, tokenizerFileName, vocabularyKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { inProcessPrograms } from '@optical/training';
import type { DataResources, TrainingResources } from '@optical/training';
import { specialTokensOf } from './special-tokens.ts';
import { teacherProgram } from './teacher-program.ts';
import type { TeacherClient } from './teacher-program.ts';
import { tokenizerProgram } from './tokenizer-program.ts';
import type { TokenizerClient } from './tokenizer-program.ts';

export interface ServiceResourcesOptions {
  readonly artifacts: ArtifactRegistry;
  readonly data: DataResources;
  readonly tokenizer: () => TokenizerClient;
  readonly teacher: () => TeacherClient;
}

/**
 * What trainings need: models and vocabularies of the registry, data sets, and the tokenizer and teacher services.
 * Vocabularies of the registry are tokenised with by the tokenizer service; what only comes with a model, or is made for
 * a training, is tokenised with here, because that service does not know it.
 */
export function serviceResources({ artifacts, data, tokenizer, teacher }: ServiceResourcesOptions): TrainingResources {
  const local = inProcessPrograms();
  return {
    ...data,
    model: async (reference) => {
      const { version, directory } = await artifacts.resolve(reference, modelKind);
      return { name: version.name, digest: version.digest, checkpoint: await readEncoderCheckpoint(directory) };
    },
    vocabulary: async (reference) => {
      const { version, directory, metadata } = await artifacts.resolve(reference, vocabularyKind);
      const specialTokens = specialTokensOf(metadata, version.name);
      const json = await readFile(path.join(directory, tokenizerFileName));
      return { name: version.name, digest: version.digest, tokenizer: { json, specialTokens } };
    },
    openTokenizer: async (checkpointTokenizer, of) => {
      if (of === undefined) return local.openTokenizer(checkpointTokenizer);
      const { version } = await artifacts.find(`${of.name}@${of.digest}`);
      return version.kind === vocabularyKind.name
        ? tokenizerProgram(tokenizer(), of)
        : local.openTokenizer(checkpointTokenizer, of);
    },
    openTeacher: (model) => Promise.resolve(teacherProgram(teacher(), model)),
  };
}
