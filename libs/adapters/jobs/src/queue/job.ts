/** Where a job stands. The last four are final. */
export const jobStates = ['queued', 'running', 'succeeded', 'stopped', 'failed', 'cancelled'] as const;

export type JobState = (typeof jobStates)[number];
/** How a worker may end a job. */
export type FinalState = Exclude<JobState, 'queued' | 'running'>;

export const isFinal = (state: JobState): state is FinalState => state !== 'queued' && state !== 'running';

/** A job as it stands in the queue. `Spec` and `Document` are JSON. */
export interface JobRecord<Spec, Document> {
  readonly id: string;
  readonly spec: Spec;
  /** What the events so far amount to, and whatever else its workers noted. */
  readonly document: Document;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: JobState;
  readonly createdAt: Date;
  /** When it first ran. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Attempts begun; one that was handed back and taken up again counts once. */
  readonly attempts: number;
  /** Attempts in a row that ended badly without a new checkpoint. */
  readonly failures: number;
  /** `failures` at which the job fails. */
  readonly maxAttempts: number;
  /** Why it failed, stopped, waits or was cancelled, in words; else empty. */
  readonly statusMessage: string;
  /** W3C traceparent of the call that created it; empty where there was none. */
  readonly traceparent: string;
  /** Number of its latest event. */
  readonly eventCount: number;
}

/** A change of state, as the queue itself records it. */
export interface StateChange {
  readonly state: JobState;
  /** From 1; 0 before the first attempt. */
  readonly attempt: number;
  readonly message: string;
}

/** What happened to a job: `stateChange` from the queue, or `event` from a worker or caller. */
export type EventBody<Event> = { readonly stateChange: StateChange } | { readonly event: Event };

/** An event in the history of a job. */
export interface StoredEvent<Event> {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly time: Date;
  readonly body: EventBody<Event>;
}

/** A job to be put on the queue. */
export interface NewJob<Spec, Document> {
  /** Chosen by the caller; the same one returns the same job. */
  readonly requestId: string;
  /** Digest of what was asked for: the same request id with another one is refused. */
  readonly fingerprint: string;
  readonly spec: Spec;
  readonly document: Document;
  readonly labels: Readonly<Record<string, string>>;
  readonly maxAttempts: number;
  readonly traceparent: string;
}
