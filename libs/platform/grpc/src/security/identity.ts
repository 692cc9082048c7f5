/** Who calls, as the verified token says. */
export interface Identity {
  /** The `sub` claim. */
  readonly subject: string;
  /** The `scope` claim, split at spaces. */
  readonly scopes: ReadonlySet<string>;
  readonly claims: Readonly<Record<string, unknown>>;
}
