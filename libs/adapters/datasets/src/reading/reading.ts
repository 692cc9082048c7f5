import { invalidArgument } from '@optical/errors';
import { readDefaults } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';

/** One record that could not be read. `at` is `line 17` or, within a JSON document, a path such as `data[0].paragraphs[3]`. */
export interface MalformedRecord {
  readonly file: string;
  readonly at: string;
  readonly reason: string;
}

/** What a pass over a source has seen so far. */
export interface ReadReport {
  readonly records: number;
  readonly malformed: number;
  /** The first malformed records, at most `maxExamples` of them. */
  readonly examples: readonly MalformedRecord[];
}

/** A record, or the reason why the source holds none at this place. */
export type Parsed<T> =
  { readonly record: T } | { readonly file: string; readonly at: string; readonly reason: string };

// The limit is a share, so it says little about the first few records; the end of the source is always checked.
const recordsBeforeEarlyFailure = 1_000;

/**
 * A source of records that is read when it is iterated, each time from the start, in bounded memory.
 * Malformed records are left out of the iteration and show in `report`; when their share exceeds
 * `maxMalformedShare` the iteration throws `invalid-argument`, at the latest at the end of the source.
 */
export class Reading<T> implements AsyncIterable<T> {
  readonly #source: string;
  readonly #parse: () => AsyncIterable<Iterable<Parsed<T>>>;
  readonly #maxMalformedShare: number;
  readonly #maxExamples: number;
  #report: { records: number; malformed: number; examples: MalformedRecord[] } = emptyReport();

  /** `source` names the file or files in errors; `parse` yields batches, of which one is consumed at a time. */
  constructor(source: string, options: ReadOptions, parse: () => AsyncIterable<Iterable<Parsed<T>>>) {
    this.#source = source;
    this.#parse = parse;
    this.#maxMalformedShare = options.maxMalformedShare ?? readDefaults.maxMalformedShare;
    this.#maxExamples = options.maxExamples ?? readDefaults.maxExamples;
    if (!(this.#maxMalformedShare >= 0 && this.#maxMalformedShare <= 1)) {
      throw invalidArgument({
        field: 'maxMalformedShare',
        description: `${this.#maxMalformedShare} is outside 0 to 1`,
      });
    }
  }

  /** Counts of the latest iteration, up to date while it runs. */
  get report(): ReadReport {
    return this.#report;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const report = emptyReport();
    this.#report = report;
    for await (const batch of this.#parse()) {
      for (const parsed of batch) {
        if ('record' in parsed) {
          report.records += 1;
          yield parsed.record;
          continue;
        }
        report.malformed += 1;
        if (report.examples.length < this.#maxExamples) report.examples.push(parsed);
        if (report.records + report.malformed >= recordsBeforeEarlyFailure) this.#refuseAboveLimit(report);
      }
    }
    this.#refuseAboveLimit(report);
  }

  /** Every record at once; for sources known to be small. */
  async toArray(): Promise<T[]> {
    const records: T[] = [];
    for await (const record of this) records.push(record);
    return records;
  }

  #refuseAboveLimit({ records, malformed, examples }: ReadReport): void {
    const total = records + malformed;
    if (malformed <= this.#maxMalformedShare * total) return;
    const shown = examples.map(({ file, at, reason }) => `${file}, ${at}: ${reason}`).join('; ');
    throw invalidArgument({
      field: this.#source,
      description: `${malformed} of ${total} records are malformed, the limit is a share of ${this.#maxMalformedShare} (${shown})`,
    });
  }
}

function emptyReport(): { records: number; malformed: number; examples: MalformedRecord[] } {
  return { records: 0, malformed: 0, examples: [] };
}
