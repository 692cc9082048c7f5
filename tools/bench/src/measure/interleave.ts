/** One side of a comparison: does a fixed amount of work and returns its figures for that round. */
export type Side<Figures> = () => Promise<Figures>;

/**
 * Runs the sides in turn, A B A B …, so that all see the same weather on a shared machine. The order alternates from
 * round to round, because the first after a pause tends to be slower. One round before the counted ones warms up.
 * @returns the figures of every counted round, by side
 */
export async function interleave<Name extends string, Figures>(
  sides: Readonly<Record<Name, Side<Figures>>>,
  rounds: number,
  onRound?: (round: number) => void,
): Promise<Record<Name, Figures[]>> {
  const names = Object.keys(sides) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Figures[]>;
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figures = await sides[name]();
      if (round > 0) results[name].push(figures);
    }
  }
  return results;
}
