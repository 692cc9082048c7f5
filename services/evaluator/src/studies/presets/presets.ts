import type { StudySpec, Track } from '@optical/contracts/evaluator';
import { armsNamed, trainedArms } from './arms.ts';
import type { TrainedArm } from './arms.ts';
import { defaultBitext } from './bitext.ts';
import { defaultTemplate, defaultVocabulary } from './minilm.ts';

const mainTrack: Track = { kind: 'TRACK_KIND_CROSS_LINGUAL', dataset: 'xquad' };
const control: Track = { kind: 'TRACK_KIND_MONOLINGUAL', dataset: 'xquad' };

const quickLanguages = ['es', 'hi', 'th'];
const xquadLanguages = ['es', 'de', 'ru', 'tr', 'ar', 'vi', 'th', 'zh', 'hi'];
const lowResourceLanguages = ['sw', 'so', 'tl', 'mr'];
const quickBitext = defaultBitext(quickLanguages, ['stsb_mt', 'tico19']);
const allTrained = Object.keys(trainedArms) as TrainedArm[];
const references = ['teacher', 'bm25', 'psq', 'zero-shot'] as const;

const standard: StudySpec = {
  displayName: 'OT distillation on XQuAD',
  languages: xquadLanguages,
  arms: armsNamed(...references, ...allTrained),
  seeds: [0, 1, 2, 3, 4],
  bitextBudgets: [1_000, 5_000, 20_000],
  learningRates: [5e-5, 1e-4, 2e-4],
  studentTemplate: defaultTemplate(defaultBitext(xquadLanguages), 160),
  trainVocabulary: defaultVocabulary,
  tracks: [mainTrack, control],
};

/** Studies that others build on, by name. */
export const presets: Readonly<Record<string, StudySpec>> = {
  smoke: {
    displayName: 'Smoke test on synthetic languages',
    languages: ['qaa'],
    arms: armsNamed('teacher', 'bm25', 'psq', 'zero-shot', 'greedy', 'ot-sinkhorn-idf'),
    seeds: [0],
    studentTemplate: {
      ...defaultTemplate([{ dataset: 'synthetic', language: 'qaa' }], 12),
      student: {
        bitext: [{ dataset: 'synthetic', language: 'qaa' }],
        initialization: { aligned: { iterations: 3 } },
        maxTokens: 32,
        heldOutPairs: 16,
      },
      optimizer: { learningRate: 2e-3 },
      batch: { examples: 8 },
      checkpoints: { snapshotSteps: [4, 12], heldOutEverySteps: 12 },
    },
    teacherJob: {
      teacher: {
        data: [{ dataset: 'synthetic', language: 'en' }],
        architecture: { layers: 1, hiddenSize: 32, attentionHeads: 2, intermediateSize: 64, dims: 32 },
        passageTokens: 48,
      },
      optimizer: { learningRate: 2e-3 },
      schedule: { steps: 10 },
      batch: { examples: 16 },
      checkpoints: { snapshots: 0 },
    },
    trainVocabulary: { name: 'vocabulary/smoke', size: 512, lowercase: true },
    tracks: [{ kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'synthetic' }],
    resampling: { resamples: 1_000 },
  },
  quick: {
    displayName: 'First run: OT distillation on XQuAD in three languages',
    languages: quickLanguages,
    arms: armsNamed(
      ...references,
      'greedy',
      'contrastive',
      'ot-sinkhorn',
      'ot-sinkhorn-idf',
      'ot-ipot',
      'ot-contrastive',
    ),
    seeds: [0],
    // As many as every one of the languages has, and few enough to be low-resource by the rule.
    bitextBudgets: [3_000],
    // Little of everything that is not needed for an impression: machine-translated bitext, held-out pairs, snapshots.
    studentTemplate: {
      ...defaultTemplate(quickBitext, 12),
      student: { ...defaultTemplate(quickBitext, 12).student!, heldOutPairs: 64 },
      checkpoints: { snapshotSteps: [4, 12] },
    },
    trainVocabulary: defaultVocabulary,
    tracks: [mainTrack],
    // One of each of as many paragraphs.
    maxQueries: 160,
  },
  standard,
  scratch: {
    ...standard,
    displayName: 'OT distillation on XQuAD, every encoder from scratch',
    languages: quickLanguages,
    arms: armsNamed(...references, 'greedy', 'contrastive', 'ot-sinkhorn', 'ot-sinkhorn-idf', 'ot-contrastive'),
    seeds: [0],
    bitextBudgets: [],
    learningRates: [],
    studentTemplate: defaultTemplate(defaultBitext(quickLanguages), 40),
    teacherJob: {
      teacher: {
        data: [{ dataset: 'squad', language: 'en' }],
        architecture: { layers: 4, hiddenSize: 256, attentionHeads: 4, dims: 256 },
        passageTokens: 180,
      },
      optimizer: { learningRate: 5e-4 },
      schedule: { steps: 100, warmupSteps: 10 },
      batch: { examples: 32 },
      checkpoints: { snapshots: 0 },
    },
    maxQueries: 480,
  },
  pretrained: {
    ...standard,
    displayName: 'OT distillation on XQuAD from pretrained encoders',
    studentTemplate: {
      ...defaultTemplate(defaultBitext(xquadLanguages), 160),
      // Teacher and multilingual base are the user's: their names have to be given.
      student: { bitext: defaultBitext(xquadLanguages), maxTokens: 32, heldOutPairs: 256 },
    },
    trainVocabulary: null,
  },
  'low-resource': {
    ...standard,
    displayName: 'OT distillation for languages that XQuAD lacks: known items of NTREX and TICO-19',
    languages: lowResourceLanguages,
    bitextBudgets: [1_000, 5_000],
    studentTemplate: defaultTemplate(defaultBitext(lowResourceLanguages, ['ntrex', 'tico19']), 80),
    tracks: [
      { kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'ntrex' },
      { kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'tico19' },
    ],
  },
};
