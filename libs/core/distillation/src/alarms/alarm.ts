/** What may go wrong in training; the members of the wire's `AlarmKind`. */
export const alarmKinds = [
  'mean-cosine',
  'effective-rank',
  'divergence',
  'non-finite',
  'marginal-residual',
  'identical-rankings',
] as const;

export type AlarmKind = (typeof alarmKinds)[number];

/** Marks the job, which goes on; stops it; or nothing. */
export type AlarmAction = 'mark' | 'stop' | 'ignore';

/** How one kind is treated. */
export interface AlarmRule {
  readonly kind: AlarmKind;
  /** Default `mark`; of `non-finite`, `stop`, which is the only one. */
  readonly action?: AlarmAction;
  /** In the unit of the kind: see `alarmThresholds`. `non-finite` has none. */
  readonly threshold?: number;
}

export interface Alarm {
  readonly kind: AlarmKind;
  readonly action: Exclude<AlarmAction, 'ignore'>;
  /** Measured value, in the unit of the kind. */
  readonly value: number;
  /** What it crossed; 0 for `non-finite`. */
  readonly threshold: number;
  readonly step: number;
}
