import { normal, randomWords } from '@optical/random';

/**
 * A random rotation [dims, dims], rows orthonormal, fixed by its seed: Gram-Schmidt of normal vectors (Haar measure).
 * Rotated residuals have components that are alike and nearly normal, whatever the encoder.
 */
export function randomRotation(dims: number, seed: number): Float32Array {
  const word = randomWords(seed, rotationStream);
  const rows: Float64Array[] = [];
  while (rows.length < dims) {
    const row = Float64Array.from({ length: dims }, () => normal(word));
    // Twice is enough: what the first pass leaves over is rounding (Kahan's rule).
    for (const other of [...rows, ...rows]) subtract(row, other, dot(row, other));
    const length = Math.sqrt(dot(row, row));
    if (length < 1e-6) continue;
    rows.push(row.map((value) => value / length));
  }
  const rotation = new Float32Array(dims * dims);
  rows.forEach((row, i) => {
    rotation.set(row, i * dims);
  });
  return rotation;
}

const rotationStream = 1;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(row: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < row.length; i++) row[i]! -= factor * other[i]!;
}
