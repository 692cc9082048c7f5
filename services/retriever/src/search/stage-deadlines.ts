/**
 * Shares of a search's time after which tokens and vectors have to be there: what they do not need goes to the next
 * stage, and they cannot use up what finding and scoring needs. A search whose scoring is cut short still has hits;
 * one without vectors has none.
 */
const shares = { tokenize: 0.25, encode: 0.6 };

/** When each stage has to be done, in milliseconds since the epoch. */
export interface StageDeadlines {
  readonly tokenize: number;
  readonly encode: number;
}

/** @param now and @param deadline in milliseconds since the epoch */
export function stageDeadlines(now: number, deadline: number): StageDeadlines {
  const left = Math.max(0, deadline - now);
  return { tokenize: now + shares.tokenize * left, encode: now + shares.encode * left };
}
