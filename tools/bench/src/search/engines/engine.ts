/** Passage numbers of a question's hits, best first. */
export type Answers = readonly (readonly number[])[];

/** How far a search goes: named as its engine names it. */
export type Effort = Readonly<Record<string, number>>;

/** What an engine answered with one effort, and how long each question took. */
export interface Trial {
  readonly effort: Effort;
  readonly answers: Answers;
  readonly milliseconds: readonly number[];
  /** Wall time of all questions together, on all threads. */
  readonly seconds: number;
}

/** An engine with its index built. */
export interface Engine extends AsyncDisposable {
  readonly versions: Readonly<Record<string, string>>;
  readonly buildSeconds: number;
  /** Of the index, without whole vectors. */
  readonly bytes: number;
  /** Of whole vectors, by which hits are scored again: in memory here, in the database of the indexer. */
  readonly vectorBytes: number;
  /** Efforts from the least to the most. */
  readonly efforts: readonly Effort[];
  /** Memory that the engine's process holds now. */
  residentBytes(): number;
  /** Asks all questions once. */
  run(effort: Effort): Promise<Trial>;
}
