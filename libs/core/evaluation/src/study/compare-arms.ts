import { compareRuns } from '../significance/compare-runs.ts';
import { benjaminiHochberg, holm } from '../significance/corrections.ts';
import { counterpart, mainRows, pairSeeds, queriesOf } from './final-scores.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import { meanOverLanguages } from './mean-over-languages.ts';
import type { LanguageScores } from './mean-over-languages.ts';
import type { ComparisonFamily, StudyComparison } from './study-analysis.ts';
import { isTrained, usesTransport } from './study-setup.ts';
import type { StudySetup } from './study-setup.ts';

type Uncorrected = Omit<StudyComparison, 'correctedPValue' | 'significant'>;

/** Two arms, by name, and why they are compared. */
interface ArmPair {
  readonly family: ComparisonFamily;
  readonly first: string;
  readonly second: string;
}

/** All comparisons of a study; see `ComparisonFamily` for what is compared and what is corrected together. */
export function compareArms(study: StudyFindings, groups: readonly CellGroup[]): StudyComparison[] {
  const found: Uncorrected[] = [];
  const pairs = armPairs(study.setup);
  for (const track of study.setup.tracks.keys()) {
    for (const pair of pairs) {
      const compared = pairedGroups(study, groups, track, pair);
      for (const scores of compared) found.push({ ...compare(study, scores), ...pair, track });
      if (pair.family !== 'rivals') continue;
      for (const scores of meanOverLanguages(compared, study.coverage)) {
        found.push({ ...compare(study, scores), ...pair, family: 'languages', track });
      }
    }
  }
  return corrected(found, study.setup);
}

function armPairs({ arms }: StudySetup): ArmPair[] {
  const trained = arms.filter(isTrained);
  const references = arms.filter((arm) => 'reference' in arm);
  return trained.flatMap((arm) => [
    ...references.map(({ name, reference }): ArmPair => {
      return { family: reference === 'zero-shot' ? 'start' : 'references', first: name, second: arm.name };
    }),
    ...(usesTransport(arm) ? trained.filter((rival) => !usesTransport(rival)) : []).map(({ name }): ArmPair => {
      return { family: 'rivals', first: name, second: arm.name };
    }),
  ]);
}

/** The values of both arms wherever the second was trained and the first has results, too. */
function pairedGroups(study: StudyFindings, groups: readonly CellGroup[], track: number, pair: ArmPair) {
  return groups.flatMap((group): LanguageScores[] => {
    const other = group.arm === pair.second ? counterpart(groups, pair.first, group) : undefined;
    const queries = queriesOf(study, track, group.language);
    if (other === undefined || queries === undefined || queries.queryIds.length === 0) return [];
    const isReference = pair.family === 'start' || pair.family === 'references';
    const paired = pairSeeds(mainRows(other, track, queries), mainRows(group, track, queries), isReference);
    if (paired.seeds.length === 0) return [];
    const { language, setting, bitextBudget } = group;
    const { queryIds, clusters } = queries;
    return [{ language, setting, bitextBudget, queryIds, clusters, ...paired }];
  });
}

function compare(study: StudyFindings, scores: LanguageScores) {
  const { language, setting, bitextBudget, seeds, clusters, first, second } = scores;
  const comparison = compareRuns(first, second, clusters, study.setup.resampling);
  return { ...comparison, language, setting, bitextBudget, seeds };
}

/** Corrects within each family and track; a comparison is significant below one minus the confidence level. */
function corrected(found: readonly Uncorrected[], { correction, resampling }: StudySetup): StudyComparison[] {
  const adjust = { holm, 'benjamini-hochberg': benjaminiHochberg, none: (p: readonly number[]) => [...p] }[correction];
  const families = Map.groupBy(found.keys(), (index) => `${found[index]!.family} ${found[index]!.track}`);
  const pValues = new Array<number>(found.length);
  for (const members of families.values()) {
    const adjusted = adjust(members.map((index) => found[index]!.randomizationPValue));
    for (const [place, index] of members.entries()) pValues[index] = adjusted[place]!;
  }
  return found.map((comparison, index) => {
    const correctedPValue = pValues[index]!;
    return { ...comparison, correctedPValue, significant: correctedPValue < 1 - resampling.confidence };
  });
}
