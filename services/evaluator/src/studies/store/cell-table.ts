import type { StudyCell, StudyQueryScores } from '@optical/evaluation';
import type { SqlDatabase } from '@optical/jobs';

const schema = 'optical_studies';

/** The cells of all studies, and the values of single queries apart from them. */
export class CellTable {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Makes the table where it is missing. */
  async prepare(): Promise<void> {
    await this.#database.transaction(async (run) => {
      await run(`create schema if not exists ${schema}`);
      await run(
        `create table if not exists ${schema}.cells (study_id text not null, ordinal integer not null, cell_id text not null,
         cell jsonb not null, scores jsonb not null, primary key (study_id, cell_id))`,
      );
    });
  }

  /** Adds the cells of a new study; those that are there stay as they are. */
  async add(studyId: string, cells: readonly StudyCell[]): Promise<void> {
    await this.#database.transaction(async (run) => {
      for (const [ordinal, { queryScores, ...cell }] of cells.entries())
        await run(`insert into ${schema}.cells values ($1, $2, $3, $4::jsonb, $5::jsonb) on conflict do nothing`, [
          studyId,
          ordinal,
          cell.id,
          JSON.stringify(cell),
          JSON.stringify(queryScores),
        ]);
    });
  }

  /**
   * The cells of a study, added where it has none: the study itself is on the queue before them, and a process may end or
   * an attempt begin in between.
   */
  async ensure(studyId: string, plan: () => readonly StudyCell[]): Promise<StudyCell[]> {
    const known = await this.list(studyId);
    if (known.length > 0) return known;
    await this.add(studyId, plan());
    return this.list(studyId);
  }

  /** In the order they are run. @param withScores values of single queries, too; else there are none */
  async list(studyId: string, withScores = false): Promise<StudyCell[]> {
    const rows = await this.#database.run<{ cell: Omit<StudyCell, 'queryScores'>; scores: StudyQueryScores[] }>(
      `select cell, ${withScores ? 'scores' : `'[]'::jsonb as scores`} from ${schema}.cells where study_id = $1 order by ordinal`,
      [studyId],
    );
    return rows.map(({ cell, scores }) => ({ ...cell, queryScores: scores }));
  }

  /** Writes a cell over itself. */
  async put(studyId: string, { queryScores, ...cell }: StudyCell): Promise<void> {
    await this.#database.run(
      `update ${schema}.cells set cell = $3::jsonb, scores = $4::jsonb where study_id = $1 and cell_id = $2`,
      [studyId, cell.id, JSON.stringify(cell), JSON.stringify(queryScores)],
    );
  }
}
