/** A number of the contract whose 0 stands for a default. */
export const orDefault = (value: number | undefined, preset: number): number =>
  value === undefined || value === 0 ? preset : value;
