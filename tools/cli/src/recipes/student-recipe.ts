import type { JobSpec } from '@optical/contracts/distiller';
import type { VocabularySpec } from '@optical/contracts/tokenizer';
import { dataSets } from '@optical/datasets';
import { invalidArgument } from '@optical/errors';

/** How to come from bitext to a student: a vocabulary trained on its foreign side, then a training. */
export interface StudentRecipe {
  readonly vocabulary: VocabularySpec;
  readonly spec: JobSpec;
}

/**
 * Scripts without spaces: their pieces are cut at no word boundary, and with fewer of them the alignment sees each often
 * enough (Thai with 8,000 tokens .595 on XQuAD, 4,000 .569, 2,000 .460).
 */
const unspaced = new Set(['th', 'zh', 'ja', 'lo', 'km', 'my']);

const idfOnBoth = {
  studentMarginal: 'MARGINAL_INVERSE_DOCUMENT_FREQUENCY',
  teacherMarginal: 'MARGINAL_INVERSE_DOCUMENT_FREQUENCY',
} as const;

/**
 * The default recipe: the teacher's layers and vocabulary, extended by words and pieces of the language that word
 * alignment gives vectors, then a short training on pairs that fit 32 tokens, without dropout; the rest is as the
 * distiller does it by default. Training is short because the aligned start is near the end: more steps gain little.
 * @param language BCP 47
 * @param isObtainable whether a file of the data folder, such as `bitext/ntrex.hi.tsv`, is here or can be fetched
 * @throws OpticalError `invalid-argument` for a language that no bitext of the catalogue has
 */
export function studentRecipe(
  language: string,
  teacher: string,
  isObtainable: (name: string) => boolean,
): StudentRecipe {
  const bitext = dataSets.filter(
    ({ name, kind, use, onByDefault, languages }) =>
      kind === 'bitext' &&
      use === 'training' &&
      onByDefault &&
      languages.includes(language) &&
      isObtainable(`bitext/${name}.${language}.tsv`),
  );
  if (bitext.length === 0) {
    const known = [...new Set(dataSets.filter(({ kind }) => kind === 'bitext').flatMap(({ languages }) => languages))];
    throw invalidArgument({
      field: '--lang',
      description: `no bitext of the catalogue is in ${JSON.stringify(language)}, only in ${known.sort().join(', ')}; name your own with --bitext`,
    });
  }
  return {
    vocabulary: {
      name: `vocabulary/${language}`,
      model: 'SEGMENTATION_MODEL_BPE',
      size: unspaced.has(new Intl.Locale(language).language) ? 8_000 : 16_000,
      lowercase: true,
    },
    spec: {
      outputName: `student/${language}`,
      student: {
        teacher,
        vocabulary: `vocabulary/${language}`,
        bitext: bitext.map(({ name }) => ({ dataset: name, language })),
        objectives: [
          { objective: 'OBJECTIVE_OT_SINKHORN', weight: 1, transport: idfOnBoth },
          { objective: 'OBJECTIVE_CONTRASTIVE', weight: 0.3 },
        ],
        initialization: { aligned: {} },
      },
      schedule: { steps: 80 },
    },
  };
}
