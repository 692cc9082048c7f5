import type { ComparedMeasure } from './study-analysis.ts';
import type { StudyCell, StudyQueries } from './study-cells.ts';
import type { StudyResult } from './study-result.ts';

/** What a study has found so far, before it is analysed. */
export type StudyFindings = Omit<StudyResult, 'analysis'>;

/** Cells that differ in nothing but their seed. */
export interface CellGroup {
  readonly arm: string;
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  /** With a final result, one per seed. */
  readonly cells: readonly StudyCell[];
}

/** Groups the cells that have a final result, in the order of the study. */
export function groupCells(cells: readonly StudyCell[]): CellGroup[] {
  const groups = new Map<string, StudyCell[]>();
  for (const cell of cells) {
    if (cell.final === undefined) continue;
    const key = JSON.stringify([cell.arm, cell.language, cell.setting, cell.bitextBudget]);
    const group = groups.get(key) ?? [];
    group.push(cell);
    groups.set(key, group);
  }
  return [...groups.values()].map((cells) => {
    const { arm, language, setting, bitextBudget } = cells[0]!;
    return { arm, language, setting, bitextBudget, cells };
  });
}

/** A setting and a bitext budget. */
export interface StudyVariant {
  readonly setting: string;
  readonly bitextBudget: number;
}

/**
 * Under which variant the results of an arm stand beside those of `wanted`: the same, or, where the arm has cells of a
 * single setting or budget, such as BM25, that one. What is planned counts, not what is done: a failed cell must not
 * make way for one of another budget. Undefined where the arm has no such cells.
 */
export function variantBeside(
  cells: readonly StudyCell[],
  arm: string,
  language: string,
  wanted: StudyVariant,
): StudyVariant | undefined {
  const own = cells.filter((cell) => cell.arm === arm && cell.language === language);
  const pick = <T>(values: ReadonlySet<T>, value: T): T | undefined => {
    if (values.has(value)) return value;
    return values.size === 1 ? [...values][0] : undefined;
  };
  const setting = pick(new Set(own.map((cell) => cell.setting)), wanted.setting);
  const bitextBudget = pick(new Set(own.map((cell) => cell.bitextBudget)), wanted.bitextBudget);
  return setting === undefined || bitextBudget === undefined ? undefined : { setting, bitextBudget };
}

/** The group of `arm` that stands beside `group`, of the same language; see `variantBeside`. */
export function counterpart(
  study: StudyFindings,
  groups: readonly CellGroup[],
  arm: string,
  group: CellGroup,
): CellGroup | undefined {
  const variant = variantBeside(study.cells, arm, group.language, group);
  return groups.find((other) => {
    const same = other.setting === variant?.setting && other.bitextBudget === variant.bitextBudget;
    return same && other.arm === arm && other.language === group.language;
  });
}

/** Values of the main metric for every query of a track, one row per seed. */
export interface SeedRows {
  readonly seeds: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** The rows of those cells of a group that have values of every query of the track. */
export function mainRows(group: CellGroup, track: number, queries: StudyQueries, measure: ComparedMeasure): SeedRows {
  const found = group.cells.flatMap(({ seed, queryScores, queryAreas }) => {
    const final = queryScores.find((scores) => scores.track === track)?.values[0];
    const row = measure === 'final' ? final : queryAreas;
    return row?.length === queries.queryIds.length ? [{ seed, row }] : [];
  });
  return { seeds: found.map(({ seed }) => seed), rows: found.map(({ row }) => row) };
}

/**
 * Two groups' rows seed by seed: of the seeds that both have. With `repeatFirst` a single row of the first, an arm that
 * does not depend on the seed, stands beside every seed of the second.
 */
export function pairSeeds(first: SeedRows, second: SeedRows, repeatFirst: boolean) {
  const repeated = repeatFirst && first.rows.length === 1;
  const firstRow = (seed: number) => first.rows[repeated ? 0 : first.seeds.indexOf(seed)];
  const seeds = second.seeds.filter((seed) => firstRow(seed) !== undefined);
  return {
    seeds,
    first: seeds.map((seed) => firstRow(seed)!),
    second: seeds.map((seed) => second.rows[second.seeds.indexOf(seed)]!),
  };
}

/** The judged queries of a track in a language; undefined where the track lacks it. */
export function queriesOf(study: StudyFindings, track: number, language: string): StudyQueries | undefined {
  return study.queries.find((queries) => queries.track === track && queries.language === language);
}
