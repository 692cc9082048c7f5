import { compareRuns } from '../significance/compare-runs.ts';
import { benjaminiHochberg, holm } from '../significance/corrections.ts';
import type { Resampling } from '../significance/resampling.ts';
import { counterpart, mainRows, pairSeeds, queriesOf } from './final-scores.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import { isLowResource } from './is-low-resource.ts';
import { meanOverLanguages } from './mean-over-languages.ts';
import type { LanguageScores } from './mean-over-languages.ts';
import type { ComparedMeasure, ComparisonFamily, StudyComparison } from './study-analysis.ts';
import { isTrained, usesTransport } from './study-setup.ts';
import type { StudySetup } from './study-setup.ts';

type Uncorrected = Omit<StudyComparison, 'correctedPValue' | 'significant'>;

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
      const means = pair.family === 'rivals' ? meanOverLanguages(scores, isLow) : [];
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
    const rivals = usesTransport(arm) ? trained.filter((rival) => !usesTransport(rival)) : [];
    return [
      ...references.map(({ name, reference }): ArmPair => {
        const family = reference === 'zero-shot' ? 'start' : 'references';
        return { family, measure: 'final', first: name, second: arm.name };
      }),
      ...(['final', 'area'] as const).flatMap((measure) =>
        rivals.map(({ name }): ArmPair => ({ family: 'rivals', measure, first: name, second: arm.name })),
      ),
    ];
  });
}

/** The values of both arms wherever the second was trained and the first has results, too. */
function pairedGroups(study: StudyFindings, groups: readonly CellGroup[], track: number, pair: ArmPair) {
  return groups.flatMap((group): LanguageScores[] => {
    const other = group.arm === pair.second ? counterpart(study, groups, pair.first, group) : undefined;
    const queries = queriesOf(study, track, group.language);
    if (other === undefined || queries === undefined || queries.queryIds.length === 0) return [];
    const rowsOf = (of: CellGroup) => mainRows(of, track, queries, pair.measure);
    const isReference = pair.family === 'start' || pair.family === 'references';
    const paired = pairSeeds(rowsOf(other), rowsOf(group), isReference);
    if (paired.seeds.length === 0) return [];
    const { language, setting, bitextBudget } = group;
    const { queryIds, clusters } = queries;
    return [{ language, setting, bitextBudget, queryIds, clusters, ...paired }];
  });
}

/**
 * Corrects over all that is given. The test speaks of other queries only, the interval of other seeds, too: a difference
 * is shown where both agree.
 */
function corrected(found: readonly Uncorrected[], { correction, resampling }: StudySetup): StudyComparison[] {
  const adjust = { holm, 'benjamini-hochberg': benjaminiHochberg, none: (p: readonly number[]) => [...p] }[correction];
  const pValues = adjust(found.map(({ randomizationPValue }) => randomizationPValue));
  return found.map((comparison, index) => {
    const correctedPValue = pValues[index]!;
    const { lower, upper } = comparison.interval;
    const significant = correctedPValue < 1 - resampling.confidence && (lower > 0 || upper < 0);
    return { ...comparison, correctedPValue, significant };
  });
}
