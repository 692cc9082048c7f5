import type { MetadataValue } from './metadata.ts';

export type ComparisonOperator = 'equal' | 'not-equal' | 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal';

/** Which passages count: a tree of conditions. */
export type Filter =
  | { readonly allOf: readonly Filter[] }
  | { readonly anyOf: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly field: string; readonly operator: ComparisonOperator; readonly value: MetadataValue }
  | { readonly field: string; readonly values: readonly MetadataValue[] }
  | { readonly presentField: string }
  /** BCP 47; `pt` covers `pt-BR`. */
  | { readonly languages: readonly string[] }
  | { readonly documentIds: readonly string[] };
