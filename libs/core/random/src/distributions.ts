/** A number in (0, 1), from 32 random bits. */
export const uniform = (word: () => number): number => (word() + 0.5) / 2 ** 32;

/** A standard normal number (Box and Muller 1958). */
export const normal = (word: () => number): number =>
  Math.sqrt(-2 * Math.log(uniform(word))) * Math.cos(2 * Math.PI * uniform(word));

/**
 * `count` distinct whole numbers below `population`, in random order (Durstenfeld's shuffle, stopped early); all of
 * them when `count` is larger.
 */
export function sample(population: number, count: number, word: () => number): Uint32Array {
  const items = Uint32Array.from({ length: population }, (_, i) => i);
  const taken = Math.min(count, population);
  for (let i = 0; i < taken; i++) {
    const other = i + Math.floor(uniform(word) * (population - i));
    [items[i], items[other]] = [items[other]!, items[i]!];
  }
  return items.subarray(0, taken);
}
