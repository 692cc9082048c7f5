import { z } from 'zod';
import type { ArtifactKind } from '../registry/artifact.ts';
import { languageTag } from './language.ts';

const datasetMetadata = z.object({
  /** What a row is: pairs of translations, questions with paragraphs, or vectors that a teacher gave for texts. */
  content: z.enum(['bitext', 'questions', 'texts', 'token-vectors']),
  /** Of the texts; for bitext English and the other one. */
  languages: z.array(languageTag),
  rows: z.int().nonnegative(),
  /** Where it comes from, in words or as an address. */
  source: z.string().optional(),
  licence: z.string().optional(),
});

export type DatasetMetadata = z.infer<typeof datasetMetadata>;

export const datasetKind: ArtifactKind<DatasetMetadata> = { name: 'dataset', metadata: datasetMetadata };
