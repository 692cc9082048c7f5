import type { Interval } from '../significance/bootstrap.ts';

/** An immutable artifact of the registry. */
export interface StudyArtifact {
  readonly name: string;
  /** sha256, hexadecimal. */
  readonly digest: string;
}

export type StudyCellState = 'pending' | 'training' | 'evaluating' | 'done' | 'failed' | 'skipped';

/** The value of one metric. */
export interface StudyValue {
  readonly mean: number;
  /** Clustered on the paragraph; unset for rank distance and where nothing is judged. */
  readonly interval?: Interval;
  /**
   * Of a rank distance that is a lower bound, as answers were not among the results: how many results were ranked
   * (`languageBias`). Unset where the value is exact.
   */
  readonly depth?: number;
}

/** Results of a point on one track. */
export interface StudyTrackValues {
  /** One per metric of the study; null where the metric does not apply to the track. */
  readonly values: readonly (StudyValue | null)[];
  readonly run?: StudyArtifact;
}

/** The scores of one state of the weights. */
export interface StudyCurvePoint {
  readonly step: number;
  /** Repetitions counted. */
  readonly pairs: number;
  /** Evaluation not counted. */
  readonly trainingSeconds: number;
  readonly heldOutLoss?: number;
  /** One per track of the study; null where the track lacks the language. */
  readonly results: readonly (StudyTrackValues | null)[];
  readonly model?: StudyArtifact;
}

/** Values of every judged query at the final point; `values[metric][query]`, queries as in `StudyQueries`. */
export interface StudyQueryScores {
  readonly track: number;
  readonly values: readonly (readonly number[])[];
}

/** Where a cell's seconds went. */
export interface StudyTime {
  /** Data, teacher and steps. */
  readonly training: number;
  readonly data: number;
  readonly teacher: number;
  readonly steps: number;
  /** Parts of the steps; unset when the device does not report them. */
  readonly solver?: number;
  readonly optimizer?: number;
  /** Held-out loss. */
  readonly validation: number;
  readonly checkpoints: number;
}

export interface StudyAlarm {
  /** Such as `mean-cosine`. */
  readonly kind: string;
  readonly action: 'mark' | 'stop';
  readonly value: number;
  readonly threshold: number;
  readonly step: number;
}

/** One combination of arm, language, seed, setting and budget. */
export interface StudyCell {
  /** Such as `ot-sinkhorn/hi/default/all/0`. */
  readonly id: string;
  readonly arm: string;
  readonly language: string;
  readonly seed: number;
  /** Empty without settings. */
  readonly setting: string;
  /** Pairs; 0: all. */
  readonly bitextBudget: number;
  /** Pairs trained on, after cleaning and budget; unset for arms that learn from no bitext. */
  readonly trainingPairs?: number;
  /** 0 for arms that do not train. */
  readonly learningRate: number;
  readonly state: StudyCellState;
  /** Why it failed or was left out; of a done cell, why a track was. */
  readonly statusMessage: string;
  readonly jobId: string;
  /** Ascending steps, from the student before training; empty for arms that do not train. */
  readonly curve: readonly StudyCurvePoint[];
  /** What counts: the state with the lowest held-out loss, or a reference arm's only result. Unset until known. */
  readonly final?: StudyCurvePoint;
  /** At the final point, one per track with results. */
  readonly queryScores: readonly StudyQueryScores[];
  /**
   * On the main track, for every query: the area under the main metric against log(steps) (`queryAreas`). Unset for arms
   * that do not train and where fewer than two points from step 1 were scored. Without it speeds are not compared.
   */
  readonly queryAreas?: readonly number[];
  readonly time?: StudyTime;
  readonly evaluationSeconds: number;
  readonly alarms: readonly StudyAlarm[];
}

/** The judged queries of a track in a language, in the order of `StudyQueryScores`. */
export interface StudyQueries {
  readonly track: number;
  readonly language: string;
  readonly queryIds: readonly string[];
  /** What queries share, such as their paragraph: one name per query. */
  readonly clusters: readonly string[];
}
