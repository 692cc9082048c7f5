/**
 * Values that stand for standard normal numbers with the least squared error (Lloyd-Max quantiser; Max, "Quantizing for
 * minimum distortion", 1960, table I), ascending.
 */
export const normalLevels: Readonly<Record<ResidualBits, readonly number[]>> = {
  2: symmetric([0.4528, 1.51]),
  4: symmetric([0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733]),
};

/** Bits that a component of a residual is stored in. */
export type ResidualBits = 2 | 4;

function symmetric(positive: readonly number[]): number[] {
  return [...positive.map((level) => -level).reverse(), ...positive];
}
