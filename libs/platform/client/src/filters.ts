import type * as common from '@optical/contracts/common';
import { metadataMessage } from './metadata-value.ts';
import type { MetadataValue } from './metadata-value.ts';

/** Which passages a search may return. Made by the functions of this file, which nest. */
export type Filter = common.Filter;

const comparison =
  (operator: common.ComparisonOperator) =>
  (field: string, value: MetadataValue): Filter => ({ comparison: { field, operator, value: metadataMessage(value) } });

/** The field equals the value; of a set of strings, one does. */
export const equal = comparison('COMPARISON_OPERATOR_EQUAL');
/** The field is there and differs. */
export const notEqual = comparison('COMPARISON_OPERATOR_NOT_EQUAL');
/** Numbers and times only, as are the next three. */
export const less = comparison('COMPARISON_OPERATOR_LESS');
export const lessOrEqual = comparison('COMPARISON_OPERATOR_LESS_OR_EQUAL');
export const greater = comparison('COMPARISON_OPERATOR_GREATER');
export const greaterOrEqual = comparison('COMPARISON_OPERATOR_GREATER_OR_EQUAL');

/** The field equals one of 1 to 1000 values. */
export const oneOf = (field: string, values: readonly MetadataValue[]): Filter => ({
  membership: { field, values: values.map(metadataMessage) },
});

/** The field has a value. */
export const present = (field: string): Filter => ({ presentField: field });

/** The passage is in one of these languages, BCP 47; `pt` covers `pt-BR`. */
export const languages = (...tags: readonly string[]): Filter => ({ languages: { values: [...tags] } });

/** The passage belongs to one of these documents. */
export const documents = (...ids: readonly string[]): Filter => ({ documentIds: { values: [...ids] } });

/** Every part holds. */
export const allOf = (...filters: readonly Filter[]): Filter => ({ allOf: { filters: [...filters] } });

/** One part holds. */
export const anyOf = (...filters: readonly Filter[]): Filter => ({ anyOf: { filters: [...filters] } });

/** The part does not hold. */
export const not = (filter: Filter): Filter => ({ negation: filter });
