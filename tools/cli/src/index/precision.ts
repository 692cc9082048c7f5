import type { VectorPrecision } from '@optical/contracts/indexer';

/** How precisely vectors are stored, as the command calls it. */
export const precisions: Readonly<Record<string, VectorPrecision>> = {
  '2-bit': 'VECTOR_PRECISION_2_BIT',
  '4-bit': 'VECTOR_PRECISION_4_BIT',
  f16: 'VECTOR_PRECISION_F16',
};

export const precisionName = (precision: VectorPrecision | undefined): string =>
  Object.keys(precisions).find((name) => precisions[name] === precision) ?? 'default';
