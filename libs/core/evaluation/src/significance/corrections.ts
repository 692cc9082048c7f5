/** Holm's adjusted p-values, in the order given: the family-wise error rate (Holm 1979). */
export function holm(pValues: readonly number[]): number[] {
  const ascending = order(pValues);
  return adjusted(ascending, (place) => (pValues.length - place) * pValues[ascending[place]!]!, Math.max, 0);
}

/** Adjusted p-values of Benjamini and Hochberg (1995), in the order given: the false discovery rate. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const descending = order(pValues).reverse();
  const scale = (place: number) => pValues.length / (pValues.length - place);
  return adjusted(descending, (place) => scale(place) * pValues[descending[place]!]!, Math.min, 1);
}

function order(pValues: readonly number[]): number[] {
  return pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
}

/** Runs through `places`, keeping the running maximum or minimum of what `value` gives, at most 1. */
function adjusted(
  places: readonly number[],
  value: (place: number) => number,
  extreme: (a: number, b: number) => number,
  start: number,
): number[] {
  const out = new Array<number>(places.length);
  let running = start;
  for (const [place, index] of places.entries()) out[index] = running = Math.min(1, extreme(running, value(place)));
  return out;
}
