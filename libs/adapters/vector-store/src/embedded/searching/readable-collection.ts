import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Arena, loadKernels, Searcher } from '@optical/scoring';
import type { KernelFunctions, Stage } from '@optical/scoring';
import type { ReplyRoom } from '../../port/engine.ts';
import type { StoredPassage } from '../../port/passage.ts';
import type { Hit, SearchResult } from '../../port/search.ts';
import { filterToSql } from '../database/filter-to-sql.ts';
import type { Condition } from '../database/filter-to-sql.ts';
import { openReadable, readState } from '../database/open-database.ts';
import type { StateRow } from '../database/open-database.ts';
import { passageReader } from '../database/passage-rows.ts';
import type { PassageReader } from '../database/passage-rows.ts';
import { FreshPassages } from '../memory/fresh-passages.ts';
import { maximumQueryTokens } from '../memory/scratch.ts';
import type { View } from '../memory/view.ts';
import { toFloats } from '../vectors/read-matrix.ts';
import { eligiblePassages } from './eligible-passages.ts';
import type { Eligible } from './eligible-passages.ts';
import { scoreDocuments } from './score-documents.ts';
import { rank } from './rank.ts';
import { contentBytes, readWithin } from './read-within.ts';
import { refinedBeyond, refineHits } from './refine-hits.ts';
import { scoreExactly } from './score-exactly.ts';
import { scoreFresh } from './score-fresh.ts';
import { scoreIndexed } from './score-indexed.ts';
import type { IndexedScores } from './score-indexed.ts';
import type { Scored, SearchRequest } from './search-request.ts';
import { shortlistDocuments } from './shortlist-documents.ts';
import { createVectorScorer } from './vector-scorer.ts';
import type { VectorScorer } from './vector-scorer.ts';

/** What a thread scores with. */
export interface Scoring {
  readonly view: View;
  readonly fresh: FreshPassages;
  readonly kernels: KernelFunctions;
  readonly arena: Arena;
  readonly searcher: Searcher | undefined;
}

/** What may be found, and the filter that says so. */
interface Filtered extends Eligible {
  readonly condition: Condition | undefined;
}

/** The reading side of a collection in one search thread. */
export class ReadableCollection {
  readonly #database: DatabaseSync;
  readonly #passages: PassageReader;
  readonly #version: StatementSync;
  readonly #spec: StateRow['spec'];
  readonly #thread: number;
  #scoring: Scoring;

  /** @param thread which scratch of the view belongs to this thread */
  constructor(folder: string, view: View, thread: number) {
    this.#database = openReadable(folder);
    this.#passages = passageReader(this.#database);
    this.#version = this.#database.prepare('SELECT version, passages FROM state');
    this.#spec = readState(this.#database).spec;
    this.#thread = thread;
    this.#scoring = this.#open(view);
  }

  adopt(view: View): void {
    this.#scoring = this.#open(view);
  }

  /** Searches one state of the collection: that of the database when it begins. */
  search(request: SearchRequest): Omit<SearchResult, 'milliseconds'> & { candidatesMs: number; rerankMs: number } {
    const begun = performance.now();
    const { dims } = this.#spec.space;
    const query = toFloats(request.vectors, dims, maximumQueryTokens, 'query_vectors');
    return this.#inSnapshot((version, passages) => {
      const condition = request.filter && filterToSql(request.filter, this.#spec.fields);
      const eligible = eligiblePassages(this.#database, this.#scoring.view, condition, version, passages);
      const clock = scoringClock(request);
      const found = this.#score(request, query, { ...eligible, condition }, version, clock);
      const best = rank(found.scored, request.k, request.groupByDocument, this.#namesOf);
      const { omitContent, maximumBytes } = request;
      const hits = readWithin(best, (hit) => this.#hit(hit, omitContent), contentBytes, maximumBytes, {
        what: 'hits',
        advice: omitContent ? 'ask for fewer hits' : 'ask for fewer hits or omit their content',
      });
      const ended = performance.now();
      const candidatesEnd = clock.begun ?? ended;
      return {
        hits,
        counts: {
          eligible: eligible.count,
          candidates: found.candidates,
          reranked: found.reranked,
        },
        partial: found.partial,
        version,
        candidatesMs: candidatesEnd - begun,
        rerankMs: ended - candidatesEnd,
      };
    });
  }

  /** Scores by vectors wherever they lie: hits that codes found are scored again. */
  #score(
    request: SearchRequest,
    query: Float32Array,
    eligible: Filtered,
    version: number,
    { expired }: ScoringClock,
  ): IndexedScores {
    const { kernels, arena, view } = this.#scoring;
    return arena.scoped(() => {
      const vectors = createVectorScorer(kernels, arena, query, this.#spec.space.dims, view.indexed?.halves);
      const indexed = request.exact
        ? scoreExactly(this.#scoring, eligible, this.#halvesOf, vectors, expired)
        : this.#scoreByCodes(request, query, eligible, vectors, expired);
      const fresh = scoreFresh(this.#scoring.fresh, vectors, eligible, version, expired);
      return {
        scored: [...indexed.scored, ...fresh.scored],
        candidates: indexed.candidates + fresh.candidates,
        reranked: indexed.reranked + fresh.scored.length,
        partial: indexed.partial || fresh.partial,
      };
    });
  }

  #scoreByCodes(
    request: SearchRequest,
    query: Float32Array,
    eligible: Filtered,
    vectors: VectorScorer,
    expired: ScoringClock['expired'],
  ): IndexedScores {
    const { k, candidateBudget, groupByDocument } = request;
    const score = (wanted: number, budget: number) =>
      scoreIndexed(
        this.#scoring,
        query,
        eligible,
        { ...request, k: wanted, candidateBudget: budget },
        vectors,
        expired,
      );
    const indexed = groupByDocument
      ? scoreDocuments(score, { k, candidateBudget, passages: eligible.indexed }, this.#namesOf, () =>
          this.#documents(eligible),
        )
      : score(k, candidateBudget);
    if (vectors.ofSlot !== undefined) return indexed;
    const shortlist = groupByDocument
      ? shortlistDocuments(indexed.scored, k + refinedBeyond, this.#namesOf)
      : indexed.scored.slice(0, k + refinedBeyond);
    const byVectors = ({ row }: Scored) => ({ row, score: vectors.of(this.#halvesOf(row)) });
    const { scored, partial } = refineHits(shortlist, byVectors, expired);
    return { ...indexed, scored, partial: indexed.partial || partial };
  }

  /** How many documents have an eligible passage. */
  #documents({ condition }: Filtered): number {
    const sql = `SELECT count(DISTINCT p.document) AS count FROM passages p ${condition ? `WHERE ${condition.sql}` : ''}`;
    return this.#database.prepare(sql).get(...(condition?.values ?? []))!.count as number;
  }

  readonly #halvesOf = (row: number) => this.#passages.halvesOf(row);
  readonly #namesOf = (row: number) => this.#passages.namesOf(row)!;

  get(
    ids: readonly string[],
    withVectors: boolean,
    room?: ReplyRoom,
  ): { passages: (StoredPassage | undefined)[]; version: number } {
    const { dims } = this.#spec.space;
    const read = (id: string): StoredPassage | undefined => {
      const found = this.#passages.ofId(id);
      if (found === undefined) return undefined;
      const { row, ...content } = found;
      if (!withVectors) return { ...content, vectors: undefined };
      const data = this.#passages.halvesOf(row);
      return { ...content, vectors: { rows: data.length / dims / 2, dims, dtype: 'f16', data, scale: 0 } };
    };
    const bytesOf = (passage: StoredPassage | undefined): number => {
      if (passage === undefined) return 0;
      const { rows } = passage.vectors ?? { rows: 0 };
      return contentBytes(passage) + rows * dims * (room?.elementBytes ?? 0);
    };
    const advice = withVectors ? 'ask for fewer ids or leave out vectors' : 'ask for fewer ids';
    return this.#inSnapshot((version) => ({
      version,
      passages: readWithin(ids, read, bytesOf, room?.bytes, { what: 'passages', advice }),
    }));
  }

  close(): void {
    this.#database.close();
  }

  #hit(hit: { row: number; score: number; id: string; document: string; language: string }, omitContent: boolean): Hit {
    const { row, score, id, document: documentId, language } = hit;
    if (omitContent) return { id, documentId, language, score, text: '', metadata: {} };
    const { text, metadata } = this.#passages.ofRow(row)!;
    return { id, documentId, language, score, text, metadata };
  }

  /** Everything that `work` reads of the database is of one version. */
  #inSnapshot<T>(work: (version: number, passages: number) => T): T {
    this.#database.exec('BEGIN');
    try {
      const { version, passages } = this.#version.get() as unknown as { version: number; passages: number };
      return work(version, passages);
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  #open(view: View): Scoring {
    const kernels = loadKernels(view.memory);
    const { start, end } = view.scratch[this.#thread]!;
    const arena = new Arena(view.memory, start, end);
    const searcher = view.indexed && new Searcher(kernels, arena, view.indexed.index);
    return { view, fresh: new FreshPassages(view.fresh), kernels, arena, searcher };
  }
}

/** Tells when candidates are found and scoring begins, and when it has to end. */
export interface ScoringClock {
  /** When scoring began. */
  begun: number | undefined;
  /** Comparing passages by a part of their codes belongs to finding candidates. */
  readonly expired: (stage?: Stage) => boolean;
}

function scoringClock({ scoreUntil, cancelled }: SearchRequest): ScoringClock {
  const isCancelled = new Int32Array(cancelled);
  const clock: ScoringClock = {
    begun: undefined,
    expired: (stage = 'score') => {
      if (stage === 'score') clock.begun ??= performance.now();
      return Atomics.load(isCancelled, 0) !== 0 || Date.now() >= scoreUntil;
    },
  };
  return clock;
}
