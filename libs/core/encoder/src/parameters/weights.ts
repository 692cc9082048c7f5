/** The numbers of one parameter, row-major. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All parameters of an encoder by canonical name. */
export type Weights = ReadonlyMap<string, Weight>;
