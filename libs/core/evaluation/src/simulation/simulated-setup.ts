import type { StudySetup } from '../study/study-setup.ts';
import type { SimulationOptions } from './simulate-study.ts';

/** The setup of a simulated study: one track, one metric. */
export function simulatedSetup(
  { arms, resamples = 10_000, queries = 120 }: SimulationOptions,
  languages: readonly { readonly language: string }[],
  seeds: readonly number[],
): StudySetup {
  const names = languages.map(({ language }) => language);
  return {
    preset: '',
    languages: names,
    arms: arms.map(({ arm }) => arm),
    seeds,
    bitextBudgets: [0],
    settings: [''],
    learningRates: [1e-4],
    tracks: [
      { kind: 'cross-lingual', dataset: 'xquad', digest: '0'.repeat(64), passages: queries / 4, languages: names },
    ],
    metrics: [{ kind: 'ndcg', cutoff: 10 }],
    targets: [0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
    lowResource: { maxPairs: 5000, minTokensPerWord: 0 },
    resampling: { resamples, seed: 0, confidence: 0.95 },
    correction: 'holm',
    specification: { displayName: 'Simulated study' },
  };
}
