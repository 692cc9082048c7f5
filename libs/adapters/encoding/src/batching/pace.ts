/** Weight of the newest batch in the running mean: about the last ten batches count. */
const newestWeight = 0.2;

/** Before the first batch: slow enough for a first guess not to promise too much, in tokens per second. */
const firstGuess = 1_000;

/** How fast tokens are computed, from the batches so far. */
export class Pace {
  #secondsPerToken = 1 / firstGuess;
  #isMeasured = false;

  add(tokens: number, seconds: number): void {
    const measured = seconds / tokens;
    this.#secondsPerToken += (this.#isMeasured ? newestWeight : 1) * (measured - this.#secondsPerToken);
    this.#isMeasured = true;
  }

  /** Time that so many tokens will take, rounded up. 0 before anything was measured. */
  milliseconds(tokens: number): number {
    return this.#isMeasured ? Math.ceil(1000 * tokens * this.#secondsPerToken) : 0;
  }
}
