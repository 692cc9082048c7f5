/** Weight of the past in the average of losses: it looks back some 20 steps. */
const memory = 0.95;
/** Losses that the average must hold before it is compared. */
const enough = 10;

/** A running average of the loss and the least it has been. Plain data, so that checkpoints can hold it. */
export interface SmoothedLoss {
  readonly losses: number;
  /** Σ memoryᵏ lossₖ, k counting back from the last loss. */
  readonly sum: number;
  /** Σ memoryᵏ: the average is without the bias of a start at 0. */
  readonly weight: number;
  /** Absent until there are enough losses. */
  readonly lowest?: number;
}

export const noLoss: SmoothedLoss = { losses: 0, sum: 0, weight: 0 };

export function withLoss(past: SmoothedLoss, loss: number): SmoothedLoss {
  const losses = past.losses + 1;
  const [sum, weight] = [memory * past.sum + loss, memory * past.weight + 1];
  return { losses, sum, weight, ...(losses >= enough && { lowest: Math.min(past.lowest ?? Infinity, sum / weight) }) };
}

/** The average divided by its lowest value; absent while there are too few losses, or the lowest is 0. */
export function divergenceOf({ sum, weight, lowest }: SmoothedLoss): number | undefined {
  return lowest === undefined || lowest <= 0 ? undefined : sum / weight / lowest;
}
