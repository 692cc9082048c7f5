import type { StudyCell } from '@optical/evaluation';
import type { CellTable } from '../store/cell-table.ts';
import type { Progress, StudyDocument, StudyLease } from '../store/study-document.ts';

/**
 * What an attempt writes down about its study: everything is in the database before the attempt goes on from it, so that
 * another attempt can.
 */
export class Journal {
  readonly #lease: StudyLease;
  readonly #table: CellTable;
  readonly #progressMs: number;
  readonly #cells: Map<string, StudyCell>;
  readonly #begun = performance.now();
  #document: StudyDocument;
  #activity = '';
  #reportedAt = -Infinity;
  #finished = 0;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(lease: StudyLease, table: CellTable, cells: readonly StudyCell[], progressMs: number) {
    this.#lease = lease;
    this.#table = table;
    this.#progressMs = progressMs;
    this.#cells = new Map(cells.map((cell) => [cell.id, cell]));
    this.#document = lease.job.document;
  }

  static async open(lease: StudyLease, table: CellTable, progressMs: number): Promise<Journal> {
    return new Journal(lease, table, await table.list(lease.job.id, true), progressMs);
  }

  /** In the order they are run. */
  get cells(): StudyCell[] {
    return [...this.#cells.values()];
  }

  get document(): StudyDocument {
    return this.#document;
  }

  cell(id: string): StudyCell {
    return this.#cells.get(id)!;
  }

  /** Changes what the study has noted. */
  async note(change: (document: StudyDocument) => StudyDocument): Promise<void> {
    this.#document = change(this.#document);
    await this.#write(() => this.#lease.record({ update: change, isProgress: true }));
  }

  /** Changes a cell. Watchers get it without the values of single queries. */
  async change(id: string, change: Partial<StudyCell>): Promise<StudyCell> {
    const cell = { ...this.#cells.get(id)!, ...change };
    if (isOver(cell) && !isOver(this.#cells.get(id)!)) this.#finished += 1;
    this.#cells.set(id, cell);
    await this.#write(async () => {
      await this.#table.put(this.#lease.job.id, cell);
      const progress = this.#progress();
      await this.#lease.record({ events: [{ cell: { ...cell, queryScores: [] } }, { progress }], isProgress: true });
    });
    return cell;
  }

  /** Says what is being done; recorded now and then. */
  report(activity: string): void {
    this.#activity = activity;
    if (performance.now() - this.#reportedAt < this.#progressMs) return;
    this.#reportedAt = performance.now();
    // What fails here fails again where it is waited for.
    this.#write(() => this.#lease.record({ events: [{ progress: this.#progress() }] })).catch(() => undefined);
  }

  /** Waits until all is written. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  #write(work: () => Promise<unknown>): Promise<unknown> {
    this.#writing = this.#writing.catch(() => undefined).then(work);
    return this.#writing;
  }

  #progress(): Progress {
    const cells = this.cells;
    const over = cells.filter(isOver).length;
    const { seconds } = this.#document.plan;
    const perCell =
      this.#finished > 0 ? (performance.now() - this.#begun) / 1_000 / this.#finished : seconds / cells.length;
    return {
      doneCells: cells.filter(({ state }) => state === 'done').length,
      failedCells: cells.filter(({ state }) => state === 'failed').length,
      totalCells: cells.length,
      etaSeconds: perCell * (cells.length - over),
      activity: this.#activity,
    };
  }
}

export const isOver = ({ state }: StudyCell): boolean => state === 'done' || state === 'failed' || state === 'skipped';
