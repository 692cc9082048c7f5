import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { englishSentences, SyntheticLanguage, tokenizeEnglish } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { initialiseParameters } from '@optical/encoder';
import { localResources } from '../src/index.ts';
import type { RelevanceExample, ResolvedData, StudentTask, TrainingResources, TrainingSpec } from '../src/index.ts';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Of an uncased BERT, for texts in lower case. */
const bertParts = {
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
};

/** A tokenizer whose tokens are the words of the texts, and with `bert` single letters, too. */
export function wordTokenizer(texts: readonly string[], bert = false): CheckpointTokenizer {
  const split = (text: string) => (bert ? (text.match(/[\p{L}\p{M}\p{N}]+|[^\s]/gu) ?? []) : text.split(' '));
  const letters = bert ? Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => [letter, `##${letter}`]).flat() : [];
  const words = [...new Set([...texts.flatMap(split), ...letters])].sort();
  const added = special.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    ...(bert && bertParts),
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries([...special, ...words].map((word, id) => [word, id])),
    },
  };
  return {
    json: new TextEncoder().encode(JSON.stringify(json)),
    specialTokens: { start: '[CLS]', end: '[SEP]', mask: '[MASK]', pad: '[PAD]', unknown: '[UNK]' },
  };
}

export function tinyEncoder(tokenizer: CheckpointTokenizer, seed: number, hiddenSize = 16): EncoderCheckpoint {
  const { model } = JSON.parse(new TextDecoder().decode(tokenizer.json)) as { model: { vocab: object } };
  const architecture = {
    family: 'bert',
    vocabularySize: Object.keys(model.vocab).length,
    hiddenSize,
    layers: 1,
    heads: 2,
    feedForwardSize: 2 * hiddenSize,
    maxPositions: 40,
    typeVocabularySize: 2,
    layerNormEps: 1e-12,
    activation: 'gelu',
    normalization: 'post',
    positionOffset: 0,
    padTokenId: 0,
  } as const;
  return { architecture, parameters: initialiseParameters(architecture, seed), tokenizer };
}

/** Two synthetic languages, a random teacher of English, questions about sentences, and one evaluation text. */
export interface TinyWorld {
  readonly resources: TrainingResources;
  readonly pairs: Readonly<Record<'xx' | 'yy', readonly SentencePair[]>>;
  readonly evaluationText: string;
  /** Calls of the teacher so far. */
  readonly taughtTexts: () => number;
}

export interface WorldOptions {
  readonly pairs?: number;
  readonly extraPairs?: readonly SentencePair[];
  readonly fromEvaluation?: boolean;
  readonly negatives?: number;
  /** Whether the teacher's tokenizer is of BERT's kind. */
  readonly bert?: boolean;
}

export function tinyWorld({
  pairs: count = 240,
  extraPairs = [],
  fromEvaluation = false,
  negatives = 0,
  bert = false,
}: WorldOptions = {}): TinyWorld {
  const english = englishSentences(count, 1);
  const bitextOf = (seed: number): SentencePair[] => {
    const language = new SyntheticLanguage({ seed });
    return english.map((text, id) => {
      const { english, foreign } = language.translate(text);
      return { id: String(id), english, foreign };
    });
  };
  const pairs = { xx: [...bitextOf(7), ...extraPairs], yy: bitextOf(8) };
  const englishTexts = pairs.xx.map(({ english }) => (bert ? english.toLowerCase() : english));
  const englishTokenizer = wordTokenizer(englishTexts, bert);
  const foreignTexts = [...pairs.xx, ...pairs.yy].map(({ foreign }) => foreign);
  const foreignTokenizer = wordTokenizer([...foreignTexts, 'words that no text has']);
  const evaluationText = englishSentences(1, 99)[0]!;
  const known: Readonly<Record<string, readonly SentencePair[]>> = { xx: pairs.xx, yy: pairs.yy, zz: [] };
  let taught = 0;
  const local = localResources({
    models: {
      teacher: tinyEncoder(englishTokenizer, 3),
      multilingual: tinyEncoder(foreignTokenizer, 4),
      wide: tinyEncoder(foreignTokenizer, 4, 32),
    },
    vocabularies: { foreign: foreignTokenizer, english: englishTokenizer },
    data: {
      bitext: (dataset, language) => {
        const found = known[language];
        if (found === undefined) return Promise.reject(new Error(`no language ${language}`));
        return Promise.resolve(inMemory(dataset, found, fromEvaluation));
      },
      relevance: (dataset) => {
        const examples = english.map((text, id): RelevanceExample => {
          const words = tokenizeEnglish(text);
          const others = Array.from({ length: negatives }, (_, place) => english[(id + place + 1) % count]!);
          return { id: String(id), query: [words[1], words[2], words[6]].join(' '), positive: text, negatives: others };
        });
        return Promise.resolve(inMemory(dataset, examples, fromEvaluation));
      },
      evaluationTexts: () => Promise.resolve([{ name: 'xquad.en question 1', text: evaluationText }]),
    },
    tuning: { threads: 1 },
  });
  const resources: TrainingResources = {
    ...local,
    openTeacher: async (model) => {
      const teacher = await local.openTeacher(model);
      return {
        close: () => teacher.close(),
        encode: (request) => {
          taught += request.texts.length;
          return teacher.encode(request);
        },
      };
    },
  };
  return { resources, pairs, evaluationText, taughtTexts: () => taught };
}

/** A data set. */
export function inMemory<Example>(
  name: string,
  examples: readonly Example[],
  fromEvaluation: boolean,
): ResolvedData<Example> {
  return {
    name,
    digest: '0'.repeat(64),
    fromEvaluation,
    read: () => ({
      report: { malformed: 0, examples: [] },
      async *[Symbol.asyncIterator]() {
        await Promise.resolve();
        yield* examples;
      },
    }),
  };
}

export const studentTask: StudentTask = {
  kind: 'student',
  teacher: 'teacher',
  vocabulary: 'foreign',
  bitext: [{ dataset: 'synthetic', language: 'xx', maxPairs: 0, weight: 0 }],
  objectives: [{ objective: 'ot-sinkhorn', transport: { iterations: 20, regularization: 0.05 } }],
  initialization: {
    source: 'aligned',
    iterations: 3,
    minProbability: 0.05,
    keepEqualTokens: true,
    maxPairs: 0,
    extendVocabulary: undefined,
  },
  maxTokens: 32,
  longPairs: 'skip',
  queryAugmentation: false,
  heldOutPairs: 16,
  evaluationDatasets: [],
  allowEvaluationData: false,
};

type Overrides = {
  readonly [Part in Exclude<keyof TrainingSpec, 'seed' | 'task' | 'alarms'>]?: Partial<TrainingSpec[Part]>;
} & Partial<Pick<TrainingSpec, 'seed' | 'alarms'>>;

export function specOf(task: TrainingSpec['task'], overrides: Overrides = {}): TrainingSpec {
  return {
    seed: overrides.seed ?? 0,
    task,
    optimizer: {
      learningRate: 3e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.01,
      maxGradientNorm: 1,
      dropout: 0,
      ...overrides.optimizer,
    },
    schedule: { steps: 12, warmupSteps: undefined, decay: 'linear', maxSeconds: 0, patience: 0, ...overrides.schedule },
    batch: { examples: 8, accumulation: 1, ...overrides.batch },
    checkpoints: {
      everySteps: 0,
      everySeconds: 1000,
      heldOutEverySteps: 0,
      snapshotSteps: [],
      snapshots: 3,
      ...overrides.checkpoints,
    },
    alarms: overrides.alarms ?? [],
  };
}
