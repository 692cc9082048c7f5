/** Steps of the padded length: short sequences, where a step weighs most, in fine ones. */
const fineStep = 4;
const fineUntil = 64;
const coarseStep = 16;

/**
 * Length to which a sequence is padded. It depends on the sequence alone: with it, every number that is computed for
 * the sequence is the same whichever sequences share its batch.
 * @param longest the model's limit
 */
export function paddedLength(tokens: number, longest: number): number {
  const step = tokens <= fineUntil ? fineStep : coarseStep;
  return Math.min(longest, Math.ceil(tokens / step) * step);
}
