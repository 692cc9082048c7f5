/**
 * Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): four random words of 32 bits
 * from a counter of four words and a key of two. Every draw is a function of its place, so no draw depends on others.
 */
export function philox(counter: Words4, key: readonly [number, number]): Words4 {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, a);
    const [high1, low1] = multiply(0xcd9e8d57, c);
    [a, b, c, d] = [(high1 ^ b ^ k0) >>> 0, low1, (high0 ^ d ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

export type Words4 = readonly [number, number, number, number];

/** High and low word of the product of two unsigned 32-bit words. */
function multiply(x: number, y: number): [number, number] {
  const low = (x & 0xffff) * y;
  const high = (x >>> 16) * y + Math.floor(low / 0x10000);
  return [Math.floor(high / 0x10000), Math.imul(x, y) >>> 0];
}

/** The words of one stream of a seed, in order: streams of one seed are independent of each other. */
export function randomWords(seed: number, stream: number): () => number {
  let block: Words4 = [0, 0, 0, 0];
  let drawn = 0;
  return () => {
    if (drawn % 4 === 0) block = philox([drawn / 4, 0, stream, 0], [seed >>> 0, 0]);
    return block[drawn++ % 4]!;
  };
}
