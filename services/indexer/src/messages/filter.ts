import type { Filter__Output } from '@optical/contracts/common';
import { invalidArgument } from '@optical/errors';
import type { ComparisonOperator, Filter } from '@optical/vector-store';
import { readMetadataValue } from './metadata.ts';

const operators: Readonly<Record<string, ComparisonOperator>> = {
  COMPARISON_OPERATOR_EQUAL: 'equal',
  COMPARISON_OPERATOR_NOT_EQUAL: 'not-equal',
  COMPARISON_OPERATOR_LESS: 'less',
  COMPARISON_OPERATOR_LESS_OR_EQUAL: 'less-or-equal',
  COMPARISON_OPERATOR_GREATER: 'greater',
  COMPARISON_OPERATOR_GREATER_OR_EQUAL: 'greater-or-equal',
};

/** Deeper trees are not walked at all; the engine knows how deep a filter may be. */
const walkedLevels = 50;

/** @throws OpticalError `invalid-argument` for a part without a condition or a comparison without an operator */
export function readFilter(message: Filter__Output, at = 'filter', level = 1): Filter {
  if (level > walkedLevels) throw invalidArgument({ field: at, description: `more than ${walkedLevels} levels` });
  const inner = (parts: readonly Filter__Output[], name: string): Filter[] =>
    parts.map((part, index) => readFilter(part, `${at}.${name}[${index}]`, level + 1));
  switch (message.condition) {
    case 'allOf':
      return { allOf: inner(message.allOf!.filters, 'all_of') };
    case 'anyOf':
      return { anyOf: inner(message.anyOf!.filters, 'any_of') };
    case 'negation':
      return { not: readFilter(message.negation!, `${at}.negation`, level + 1) };
    case 'comparison': {
      const { field, operator, value } = message.comparison!;
      const read = operators[operator];
      if (read === undefined) throw missing(`${at}.comparison.operator`);
      if (value === null) throw missing(`${at}.comparison.value`);
      return { field, operator: read, value: readMetadataValue(value, `${at}.comparison.value`) };
    }
    case 'membership': {
      const { field, values } = message.membership!;
      return {
        field,
        values: values.map((value, index) => readMetadataValue(value, `${at}.membership.values[${index}]`)),
      };
    }
    case 'presentField':
      return { presentField: message.presentField! };
    case 'languages':
      return { languages: message.languages!.values };
    case 'documentIds':
      return { documentIds: message.documentIds!.values };
    default:
      throw missing(at);
  }
}

const missing = (field: string) => invalidArgument({ field, description: 'is required' });
