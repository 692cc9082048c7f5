/** How a queue behaves. */
export interface QueueOptions<Document, Event> {
  /** Works an event into a job's document; must not change its arguments. */
  readonly project: (document: Document, event: Event) => Document;
  /** How long a worker holds a job without renewing its lease, milliseconds. It renews at a third of that. */
  readonly leaseMs: number;
  /** Longest time until a change is seen whose announcement was lost, milliseconds. */
  readonly pollMs: number;
  /** Wait before the next attempt: `baseMs`, doubled with each failure, at most `maxMs`. */
  readonly backOff: { readonly baseMs: number; readonly maxMs: number };
  /** Jobs that may wait; more are refused. */
  readonly maxQueued: number;
}
