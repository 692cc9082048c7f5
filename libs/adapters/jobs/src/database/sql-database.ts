/** Values of parameters; JSON travels as text and is cast in the statement. */
export type SqlValue = string | number | boolean | null | Date;

/** Runs one statement; rows have the names of the selected columns. */
export type RunStatement = <Row>(statement: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;

/** PostgreSQL, embedded or a server: the one way from the queue to SQL. */
export interface SqlDatabase {
  /** Whether this process is the only one that can use the database. */
  readonly isExclusive: boolean;
  /** @throws OpticalError `unavailable` when the database does not answer */
  readonly run: RunStatement;
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. May run `work` again after
   * a conflict with another transaction, so `work` must do nothing but statements.
   */
  transaction<T>(work: (run: RunStatement) => Promise<T>): Promise<T>;
  /**
   * Hands over what is announced on the channel (NOTIFY) from now on. Announcements may be lost, such as while a
   * connection is made again: callers poll besides.
   */
  listen(channel: string, onAnnouncement: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}
