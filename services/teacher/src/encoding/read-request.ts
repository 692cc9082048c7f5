import { parseReference } from '@optical/artifacts';
import type { EncodeInput__Output, EncodeRequest__Output } from '@optical/contracts/teacher';
import type { EncodeOptions } from '@optical/encoding';
import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { requireLanguage } from '../models/language.ts';
import { vectorDtype } from './to-tensor.ts';
import type { VectorDtype } from './to-tensor.ts';

/** A text to encode, or its tokens without special tokens. */
export type Input = { readonly text: string } | { readonly ids: readonly number[] };

/** A request, checked. */
export interface EncodeJob {
  readonly model: string;
  readonly inputs: readonly Input[];
  readonly options: EncodeOptions;
  readonly dtype: VectorDtype;
  readonly includeTokens: boolean;
}

const limits = { inputs: 4096, textBytes: 2 ** 20, ids: 8192 };

const roles = { ROLE_QUERY: 'query', ROLE_PASSAGE: 'passage' } as const;

/** @throws OpticalError invalid-argument naming every field at fault */
export function readEncodeRequest(request: EncodeRequest__Output): EncodeJob {
  const { model, role, language, inputs, options } = request;
  const violations = [
    ...(model === '' ? [violation('model', 'is required')] : []),
    ...(role in roles ? [] : [violation('role', `is required: ${Object.keys(roles).join(' or ')}`)]),
    ...(language === '' ? [violation('language', 'is required, und when it is not known')] : []),
    ...inputViolations(inputs),
    ...optionViolations(options),
  ];
  const [first, ...others] = violations;
  if (first !== undefined) throw invalidArgument(first, ...others);
  parseReference(model, 'model');
  requireLanguage(language, 'language');
  const { maxTokens = 0, queryAugmentation, positions, dtype, includeTokens = false } = options ?? {};
  return {
    model,
    inputs: inputs.map(readInput),
    options: {
      role: roles[role as keyof typeof roles],
      ...(maxTokens > 0 && { maxTokens }),
      ...(queryAugmentation === 'QUERY_AUGMENTATION_ON' && { queryAugmentation: true }),
      ...(queryAugmentation === 'QUERY_AUGMENTATION_OFF' && { queryAugmentation: false }),
      ...(positions === 'POSITION_SELECTION_ALL' && { positions: 'all' }),
    },
    dtype: vectorDtype(dtype),
    includeTokens,
  };
}

/** Enumerations that a newer client knows more values of arrive as numbers. */
function optionViolations(options: EncodeRequest__Output['options']): FieldViolation[] {
  const { queryAugmentation, positions, dtype } = options ?? {};
  return Object.entries({ query_augmentation: queryAugmentation, positions, dtype })
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => violation(`options.${name}`, `${value} is not known`));
}

function inputViolations(inputs: readonly EncodeInput__Output[]): FieldViolation[] {
  if (inputs.length < 1 || inputs.length > limits.inputs)
    return [violation('inputs', `${inputs.length} texts; from 1 to ${limits.inputs} may be sent`)];
  return inputs.flatMap(({ content, text = '', tokens }, index) => {
    const field = `inputs[${index}]`;
    if (content === undefined) return [violation(field, 'has neither text nor tokens')];
    if (content === 'tokens') {
      const count = tokens?.ids.length ?? 0;
      return count <= limits.ids ? [] : [violation(`${field}.tokens.ids`, `${count} tokens, at most ${limits.ids}`)];
    }
    // A code unit takes at most 3 bytes: most texts need no counting.
    if (text.length * 3 <= limits.textBytes) return [];
    const bytes = Buffer.byteLength(text);
    return bytes <= limits.textBytes ? [] : [violation(`${field}.text`, `${bytes} bytes, at most ${limits.textBytes}`)];
  });
}

function readInput({ content, text = '', tokens }: EncodeInput__Output): Input {
  return content === 'tokens' ? { ids: tokens?.ids ?? [] } : { text };
}

const violation = (field: string, description: string): FieldViolation => ({ field, description });
