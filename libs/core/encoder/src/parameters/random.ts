/** Draws numbers uniformly from [0, 1) with 32 bits each. */
export type Uniform = () => number;

/**
 * A stream of random numbers that depends on a seed and a name alone, on every machine.
 * xoshiro128++ (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128plusplus.c), its state filled from both.
 */
export function uniformStream(seed: number, name: string): Uniform {
  let [a, b, c, d] = initialState(seed, name);
  return () => {
    const result = (rotateLeft((a + d) | 0, 7) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result / 2 ** 32;
  };
}

/**
 * Normal numbers of mean 0, redrawn until they lie within two standard deviations, as BERT's weights are initialised.
 * Pairs come from the Box-Muller transform.
 */
export function truncatedNormal(uniform: Uniform, deviation: number, out: Float32Array): Float32Array {
  let filled = 0;
  while (filled < out.length) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    const x = radius * Math.cos(angle);
    const y = radius * Math.sin(angle);
    if (Math.abs(x) <= 2) out[filled++] = x * deviation;
    // A write past the end of the array has no effect.
    if (Math.abs(y) <= 2) out[filled++] = y * deviation;
  }
  return out;
}

/** Four words from a hash of the name and the seed; never all zero in practice, which the generator could not leave. */
function initialState(seed: number, name: string): [number, number, number, number] {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  const next = () => {
    hash = (hash + 0x9e3779b9) | 0;
    return mix(hash);
  };
  return [next(), next(), next(), next()];
}

/** Bijection of 32-bit words after which every bit depends on all (the finaliser of MurmurHash3). */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
