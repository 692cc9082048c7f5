/** Weight of the newest batch in the running mean: about the last ten batches count. */
const newestWeight = 0.2;

/** How fast tokens are computed, from the batches so far. */
export class Pace {
  #secondsPerToken = 0;
  #isMeasured = false;

  add(tokens: number, seconds: number): void {
    const measured = seconds / tokens;
    this.#secondsPerToken += (this.#isMeasured ? newestWeight : 1) * (measured - this.#secondsPerToken);
    this.#isMeasured = true;
  }

  /** Time that so many tokens will take, rounded up. 0 before anything was measured. */
  milliseconds(tokens: number): number {
    return Math.ceil(1000 * tokens * this.#secondsPerToken);
  }

  /** Tokens that are computed in so many seconds. Infinity before anything was measured. */
  tokensIn(seconds: number): number {
    return this.#secondsPerToken > 0 ? seconds / this.#secondsPerToken : Infinity;
  }
}
