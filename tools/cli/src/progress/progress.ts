/** How far one task of a command is. */
export interface ProgressUpdate {
  /** Units done so far, 0 or more. */
  readonly done: number;
  /** Units in all; left out while it is not known. */
  readonly total?: number;
  /** What is counted, such as `texts`, `steps` or `bytes`. */
  readonly unit?: string;
  /** What else to show, in a few words. */
  readonly note?: string;
}

/** Shows how far the tasks of one command are. */
export interface Progress extends Disposable {
  /** Shows a task, or how it has moved on. Cheap enough to call for every message of a stream. */
  update(task: string, update: ProgressUpdate): void;
  /** Shows what has not been shown yet and ends the display. Repeated calls do nothing. */
  finish(): void;
}
