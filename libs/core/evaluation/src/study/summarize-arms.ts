import { bootstrapInterval } from '../significance/bootstrap.ts';
import { mainRows, queriesOf } from './final-scores.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import type { ArmSummary } from './study-analysis.ts';

/** Final means over seeds of every arm, language, setting and budget on every track that has them. */
export function summarizeArms(study: StudyFindings, groups: readonly CellGroup[]): ArmSummary[] {
  return study.setup.tracks.flatMap((_, track) =>
    groups.flatMap((group): ArmSummary[] => {
      const queries = queriesOf(study, track, group.language);
      if (queries === undefined) return [];
      const { seeds, rows } = mainRows(group, track, queries, 'final');
      if (rows.length === 0 || queries.queryIds.length === 0) return [];
      const { arm, language, setting, bitextBudget } = group;
      const cells = group.cells.filter(({ seed }) => seeds.includes(seed));
      const means = study.setup.metrics.map((_, metric) => {
        const values = cells.map(({ final }) => final?.results[track]?.values[metric]?.mean);
        const known = values.filter((value) => value !== undefined);
        return known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
      });
      const interval = bootstrapInterval(rows, queries.clusters, study.setup.resampling);
      return [{ arm, track, language, setting, bitextBudget, seeds, means, interval }];
    }),
  );
}
