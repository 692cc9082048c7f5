/**
 * Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): four random words of 32 bits
 * from a counter of four words and a key of two. Every draw is a function of its place, so no draw depends on others.
 */
export function philox(counter: Words4, key: readonly [number, number]): Words4 {
  // Index by index: destructuring goes through iterators, which takes six times as long.
  let a = counter[0];
  let b = counter[1];
  let c = counter[2];
  let d = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(0xd2511f53, a);
    const high1 = highWord(0xcd9e8d57, c);
    const low0 = Math.imul(0xd2511f53, a) >>> 0;
    const low1 = Math.imul(0xcd9e8d57, c) >>> 0;
    a = (high1 ^ b ^ k0) >>> 0;
    b = low1;
    c = (high0 ^ d ^ k1) >>> 0;
    d = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

export type Words4 = readonly [number, number, number, number];

/** High word of the product of two unsigned 32-bit words, from products of their halves: integers all the way. */
function highWord(x: number, y: number): number {
  const xHigh = x >>> 16;
  const xLow = x & 0xffff;
  const yHigh = y >>> 16;
  const yLow = y & 0xffff;
  const cross0 = Math.imul(xHigh, yLow) >>> 0;
  const cross1 = Math.imul(xLow, yHigh) >>> 0;
  const middle = (Math.imul(xLow, yLow) >>> 16) + (cross0 & 0xffff) + (cross1 & 0xffff);
  return (Math.imul(xHigh, yHigh) + (cross0 >>> 16) + (cross1 >>> 16) + (middle >>> 16)) >>> 0;
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
