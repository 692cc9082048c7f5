/** The diagonal and the n - 1 elements beside it of a symmetric tridiagonal matrix. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/**
 * All eigenvalues of a symmetric matrix in ascending order: Householder's reduction to a tridiagonal matrix, then bisection
 * by Sturm sequences. Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.4.1. O(n³) time, of which 4/3 n³
 * multiplications are the reduction.
 * @param matrix n x n, row-major, finite
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>): Float64Array {
  const size = Math.round(Math.sqrt(matrix.length));
  const tridiagonal = tridiagonalise(Float64Array.from(matrix), size);
  const bound = spectralBound(tridiagonal);
  return Float64Array.from({ length: size }, (_, index) => eigenvalueAt(tridiagonal, index, bound));
}

/** Overwrites the matrix. */
function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    if (!reflector(a, n, k, v)) continue;
    // A - v wᵀ - w vᵀ with w = 2 A v - 2 (vᵀ A v) v is the reflected matrix.
    let projection = 0;
    for (let i = k; i < n; i++) {
      let product = 0;
      for (let j = k + 1; j < n; j++) product += a[i * n + j]! * v[j]!;
      w[i] = 2 * product;
      projection += product * v[i]!;
    }
    for (let i = k; i < n; i++) w[i]! -= 2 * projection * v[i]!;
    for (let i = k; i < n; i++) for (let j = k; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
  }
  return {
    diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!),
    beside: Float64Array.from({ length: n - 1 }, (_, i) => a[(i + 1) * n + i]!),
  };
}

/** The unit vector whose reflection leaves of column k nothing below the element k + 1; false if there is nothing. */
function reflector(a: Float64Array, n: number, k: number, v: Float64Array): boolean {
  v.fill(0);
  let squares = 0;
  for (let i = k + 1; i < n; i++) {
    v[i] = a[i * n + k]!;
    squares += v[i]! ** 2;
  }
  const first = v[k + 1]!;
  const length = Math.sqrt(squares);
  v[k + 1] = first + (first < 0 ? -length : length);
  const norm = Math.sqrt(squares - first ** 2 + v[k + 1]! ** 2);
  if (norm === 0) return false;
  for (let i = k + 1; i < n; i++) v[i]! /= norm;
  return true;
}

/** No eigenvalue is greater in magnitude (Gershgorin). */
function spectralBound({ diagonal, beside }: Tridiagonal): number {
  return diagonal.reduce(
    (bound, x, i) => Math.max(bound, Math.abs(x) + Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0)),
    0,
  );
}

function eigenvalueAt(tridiagonal: Tridiagonal, index: number, bound: number): number {
  let [low, high] = [-bound, bound];
  for (;;) {
    const middle = (low + high) / 2;
    if (high - low <= 1e-14 * bound || middle === low || middle === high) return middle;
    if (countBelow(tridiagonal, middle) > index) high = middle;
    else low = middle;
  }
}

/** Number of eigenvalues below x: the negative ones of the pivots of the matrix less x. */
function countBelow({ diagonal, beside }: Tridiagonal, x: number): number {
  let pivot = diagonal[0]! - x;
  let count = pivot < 0 ? 1 : 0;
  for (let i = 1; i < diagonal.length; i++) {
    pivot = diagonal[i]! - x - beside[i - 1]! ** 2 / (pivot === 0 ? Number.MIN_VALUE : pivot);
    if (pivot < 0) count += 1;
  }
  return count;
}
