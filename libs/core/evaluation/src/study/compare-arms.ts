import { compareRuns } from '../significance/compare-runs.ts';
import { benjaminiHochberg, holm } from '../significance/corrections.ts';
import type { Resampling } from '../significance/resampling.ts';
import { counterpart, mainRows, pairSeeds, queriesOf } from './final-scores.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import { isLowResource } from './is-low-resource.ts';
import { meanOverLanguages } from './mean-over-languages.ts';
import type { LanguageScores } from './mean-over-languages.ts';
import type { ComparedMeasure, ComparisonFamily, StudyComparison } from './study-analysis.ts';
import { isTrained, mixtureRests, transportRole } from './study-setup.ts';
import type { StudySetup, TrainedArm } from './study-setup.ts';

type Uncorrected = Omit<StudyComparison, 'correctedPValue' | 'significant' | 'correctedSeedsPValue' | 'generalizes'>;

/** Two arms, by name, why they are compared, and in what. */
interface ArmPair {
  readonly family: ComparisonFamily;
  readonly measure: ComparedMeasure;
  readonly first: string;
  readonly second: string;
}

/** All comparisons of a study; see `ComparisonFamily` and `ComparedMeasure` for what is compared. */
export function compareArms(study: StudyFindings, groups: readonly CellGroup[]): StudyComparison[] {
  const isLow = (language: string, bitextBudget: number) => isLowResource(study, language, bitextBudget);
  return [...study.setup.tracks.keys()].flatMap((track) => {
    const planned = armPairs(study.setup).flatMap((pair) => {
      if (pair.measure === 'area' && track > 0) return [];
      const scores = pairedGroups(study, groups, track, pair);
      const means = isOfTraining(pair) ? meanOverLanguages(scores, isLow) : [];
      return [
        ...scores.map((scores) => ({ pair, scores })),
        ...means.map((scores) => ({ pair: { ...pair, family: 'languages' as const }, scores })),
      ];
    });
    const resampling = fineEnough(study.setup.resampling, planned.length);
    const found = planned.map(({ pair, scores }): Uncorrected => {
      const { language, setting, bitextBudget, seeds, clusters, first, second } = scores;
      return {
        ...compareRuns(first, second, clusters, resampling),
        ...pair,
        track,
        language,
        setting,
        bitextBudget,
        seeds,
      };
    });
    return corrected(found, study.setup);
  });
}

/**
 * A p-value of the randomisation test is at least 1 / (resamples + 1), so that with too few resamples Holm's correction
 * over many tests could never find anything. Takes at least twice what the smallest corrected p-value needs.
 */
function fineEnough(resampling: Required<Resampling>, tests: number): Required<Resampling> {
  const needed = Math.ceil((2 * tests) / (1 - resampling.confidence));
  return { ...resampling, resamples: Math.min(Math.max(resampling.resamples, needed), 1_000_000) };
}

function armPairs({ arms }: StudySetup): ArmPair[] {
  const trained = arms.filter(isTrained);
  const references = arms.filter((arm) => 'reference' in arm);
  return trained.flatMap((arm) => {
    const { family, others } = opponents(arm, trained);
    return [
      ...references.map(({ name, reference }): ArmPair => {
        const family = reference === 'zero-shot' ? 'start' : 'references';
        return { family, measure: 'final', first: name, second: arm.name };
      }),
      ...(['final', 'area'] as const).flatMap((measure) =>
        others.map(({ name }): ArmPair => ({ family, measure, first: name, second: arm.name })),
      ),
    ];
  });
}

/** The trained arms that an arm is compared with, none for one without optimal transport, and why. */
function opponents(arm: TrainedArm, trained: readonly TrainedArm[]) {
  const role = transportRole(arm);
  if (role === 'mixture') return { family: 'mixtures' as const, others: mixtureRests(arm, trained) };
  const others = role === 'transport' ? trained.filter((rival) => transportRole(rival) === 'other') : [];
  return { family: 'rivals' as const, others };
}

const isOfTraining = ({ family }: ArmPair): boolean => family === 'rivals' || family === 'mixtures';

/** The values of both arms wherever the second was trained and the first has results, too. */
function pairedGroups(study: StudyFindings, groups: readonly CellGroup[], track: number, pair: ArmPair) {
  return groups.flatMap((group): LanguageScores[] => {
    const other = group.arm === pair.second ? counterpart(study, groups, pair.first, group) : undefined;
    const queries = queriesOf(study, track, group.language);
    if (other === undefined || queries === undefined || queries.queryIds.length === 0) return [];
    const rowsOf = (of: CellGroup) => mainRows(of, track, queries, pair.measure);
    const paired = pairSeeds(rowsOf(other), rowsOf(group), !isOfTraining(pair));
    if (paired.seeds.length === 0) return [];
    const { language, setting, bitextBudget } = group;
    const { queryIds, clusters } = queries;
    return [{ language, setting, bitextBudget, queryIds, clusters, ...paired }];
  });
}

/**
 * Corrects over all that is given, each kind of test for itself: those of the trained models, and those over seeds. Both
 * families of hypotheses keep the error rate of the correction, and as no difference is said to hold under other seeds
 * that is not shown for the models, neither does a study without any difference get a second chance to claim one.
 */
function corrected(found: readonly Uncorrected[], { correction, resampling }: StudySetup): StudyComparison[] {
  const adjust = { holm, 'benjamini-hochberg': benjaminiHochberg, none: (p: readonly number[]) => [...p] }[correction];
  const level = 1 - resampling.confidence;
  const ofModels = adjust(found.map(({ randomizationPValue }) => randomizationPValue));
  const tested = found.filter(({ overSeeds }) => overSeeds !== undefined);
  const adjusted = adjust(tested.map(({ overSeeds }) => overSeeds!.pValue));
  const ofSeeds = new Map(tested.map((comparison, index) => [comparison, adjusted[index]!]));
  return found.map((comparison, index) => {
    const correctedPValue = ofModels[index]!;
    const { lower, upper } = comparison.interval;
    const significant = correctedPValue < level && (lower > 0 || upper < 0);
    const correctedSeedsPValue = ofSeeds.get(comparison);
    const generalizes = significant && correctedSeedsPValue !== undefined && correctedSeedsPValue < level;
    return {
      ...comparison,
      correctedPValue,
      significant,
      ...(correctedSeedsPValue !== undefined && { correctedSeedsPValue }),
      generalizes,
    };
  });
}
