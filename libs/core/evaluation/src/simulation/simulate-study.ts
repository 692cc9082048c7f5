import { normal, randomWords } from '@optical/random';
import { queryAreas } from '../convergence/cost-to-target.ts';
import type { StudyFindings } from '../study/final-scores.ts';
import type { StudyArtifact, StudyCell, StudyCurvePoint } from '../study/study-cells.ts';
import type { LanguageCoverage } from '../study/study-result.ts';
import { isTrained, usesTransport } from '../study/study-setup.ts';
import type { StudyArm } from '../study/study-setup.ts';
import { simulatedSetup } from './simulated-setup.ts';

/** An arm and what it does to every query, before noise. */
export interface SimulatedArm {
  readonly arm: StudyArm;
  /** Mean of the main metric at the end; that of `zero-shot` is `start`. Between 0.2 and 0.8 noise is hardly cut off. */
  readonly level: number;
  /** Steps after which a trained arm is half way from the start. Default 20. */
  readonly halfSteps?: number;
}

export interface SimulationOptions {
  readonly arms: readonly SimulatedArm[];
  /** Default hi and th, with 20,000 and 5,000 pairs; at most 5,000 count as low-resource. */
  readonly languages?: readonly { readonly language: string; readonly pairs: number }[];
  /** Default one: 0. */
  readonly seeds?: readonly number[];
  /** Default 120, four to a cluster. */
  readonly queries?: number;
  /** Mean of the main metric before training. Default 0.3. */
  readonly start?: number;
  /** Standard deviation of a query's value around what it has in common with others. Default 0.15. */
  readonly noise?: number;
  /** Standard deviation of an arm's mean between seeds. Default 0.01. */
  readonly seedNoise?: number;
  /**
   * Standard deviation of what a paragraph adds to all of its queries in one arm and language, under every seed: queries
   * of a paragraph then say less about the arms than as many queries of different paragraphs. Default 0.
   */
  readonly clusterNoise?: number;
  readonly resamples?: number;
  /** Of the simulation. Default 0. */
  readonly seed?: number;
}

const steps = [0, 5, 10, 20, 40, 80, 160];
const secondsPerStep = 0.6;

/**
 * A finished study whose effects are known, to calibrate the analysis with and to see a report without training. Values
 * of a query are the arm's level plus what the query's cluster and the query add in every arm, what the cluster and the
 * seed add in this one, and noise, within 0 to 1.
 */
export function simulateStudy(options: SimulationOptions): StudyFindings {
  const languages = options.languages ?? [
    { language: 'hi', pairs: 20_000 },
    { language: 'th', pairs: 5_000 },
  ];
  const { arms, seeds = [0], queries = 120, start = 0.3, noise = 0.15, seedNoise = 0.01, seed = 0 } = options;
  const words = randomWords(seed, 0);
  const draw = (deviation: number) => deviation * normal(words);
  // A stream of its own: without this noise the values do not depend on its being there.
  const clusterWords = randomWords(seed, 1);
  const ofParagraphs = (): number[] => ofCluster.map(() => (options.clusterNoise ?? 0) * normal(clusterWords));
  const clusters = Array.from({ length: queries }, (_, query) => `paragraph ${Math.floor(query / 4)}`);
  const ofCluster = Array.from({ length: Math.ceil(queries / 4) }, () => draw(0.1));
  const difficulty = clusters.map((_, query) => ofCluster[Math.floor(query / 4)]! + draw(0.1));

  const valuesAt = (level: number, ofArm: readonly number[]) =>
    difficulty.map((own, query) => clamp(level + ofArm[Math.floor(query / 4)]! + own + draw(noise)));
  const cells = languages.flatMap(({ language, pairs }) => {
    const first = valuesAt(start, ofParagraphs());
    return arms.flatMap((simulated) => {
      const ofArm = ofParagraphs();
      return (isTrained(simulated.arm) ? seeds : seeds.slice(0, 1)).map((ofCell): StudyCell => {
        const cell = { language, pairs, seed: ofCell };
        return isTrained(simulated.arm)
          ? trainedCell(simulated, cell, valuesAt(simulated.level + draw(seedNoise), ofArm), first)
          : referenceCell(simulated, cell, isStart(simulated.arm) ? first : valuesAt(simulated.level, ofArm));
      });
    });
  });
  return {
    id: 'simulated',
    displayName: 'Simulated study',
    state: 'succeeded',
    statusMessage: '',
    createdAt: '2000-01-01T00:00:00.000Z',
    startedAt: '2000-01-01T00:00:00.000Z',
    endedAt: '2000-01-01T00:10:00.000Z',
    plannedSeconds: 540,
    traceId: '0'.repeat(31) + '1',
    setup: simulatedSetup(options, languages, seeds),
    cells,
    queries: languages.map(({ language }) => {
      return { track: 0, language, queryIds: clusters.map((_, query) => `q${query}`), clusters };
    }),
    learningRates: [],
    coverage: languages.map(coverageOf),
    leakChecks: [{ what: 'bitext against the questions of the track', passed: true, detail: 'no common text' }],
    stages: [{ name: 'teacher’s passage vectors', seconds: 12 }],
    artifacts: [{ role: 'teacher', ...artifact('teacher/simulated') }],
    versions: { node: '24.0.0' },
    machine: { processor: 'simulated', cores: 2, memory: 8 * 2 ** 30, device: 'cpu' },
  };
}

function trainedCell(
  { arm, halfSteps = 20 }: SimulatedArm,
  { language, pairs, seed }: { language: string; pairs: number; seed: number },
  last: number[],
  first: number[],
): StudyCell {
  const share = (step: number) => 1 - 2 ** (-step / halfSteps);
  const end = share(steps.at(-1)!);
  const points = steps.map((step) => {
    return { step, values: first.map((from, query) => from + (share(step) / end) * (last[query]! - from)) };
  });
  const curve = points.map(({ step, values }) => point(step, values));
  return {
    ...plainCell(arm.name, language, seed),
    trainingPairs: pairs,
    learningRate: 1e-4,
    jobId: `job-${arm.name}-${language}-${seed}`,
    curve,
    final: curve.at(-1)!,
    queryScores: [{ track: 0, values: [last] }],
    queryAreas: queryAreas(points)!,
    time: {
      training: steps.at(-1)! * secondsPerStep,
      data: 2,
      teacher: 10,
      steps: 84,
      ...(usesTransport(arm) && { solver: 12 }),
      optimizer: 6,
      validation: 3,
      checkpoints: 1,
    },
  };
}

function referenceCell(
  { arm }: SimulatedArm,
  { language, seed }: { language: string; seed: number },
  values: number[],
): StudyCell {
  const final = point(0, values);
  return { ...plainCell(arm.name, language, seed), final, queryScores: [{ track: 0, values: [values] }] };
}

function plainCell(arm: string, language: string, seed: number): StudyCell {
  return {
    ...{ id: `${arm}/${language}/default/all/${seed}`, arm, language, seed, setting: '', bitextBudget: 0 },
    ...{ learningRate: 0, state: 'done', statusMessage: '', jobId: '', curve: [], queryScores: [] },
    ...{ evaluationSeconds: 4, alarms: [] },
  };
}

function point(step: number, values: readonly number[]): StudyCurvePoint {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const interval = { lower: mean - 0.02, upper: mean + 0.02, confidence: 0.95 };
  const results = [{ values: [{ mean, interval }] }];
  return { step, pairs: step * 32, trainingSeconds: step * secondsPerStep, results };
}

function coverageOf({ language, pairs }: { language: string; pairs: number }): LanguageCoverage {
  const lowResource = pairs <= 5000;
  return {
    ...{ language, vocabulary: artifact(`vocabulary/${language}`), vocabularySize: 24_000, tokensPerWord: 1.6 },
    ...{ charactersPerToken: 3.4, unknownShare: 0.001, pairs, lowResource },
    reason: lowResource ? `${pairs} pairs of bitext, at most 5000` : '',
  };
}

const isStart = (arm: StudyArm): boolean => 'reference' in arm && arm.reference === 'zero-shot';

const artifact = (name: string): StudyArtifact => ({ name, digest: '0'.repeat(64) });

const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);
