import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';

/** What to train. */
export interface VocabularySpec {
  /** Byte-pair encoding (Sennrich et al. 2016) or a unigram language model (Kudo 2018). Default `bpe`. */
  readonly model?: 'bpe' | 'unigram';
  /** Most tokens, special ones included; 256 to `maximumSizes[model]`, which is the default. */
  readonly size?: number;
  /** Take the first ids, in this order; one must be [UNK] or <unk>. Default [PAD] [UNK] [CLS] [SEP] [MASK]. */
  readonly specialTokens?: readonly string[];
  /** Default false. */
  readonly lowercase?: boolean;
  /** Removes combining marks after NFD. Default false: harmful for Indic scripts and Thai. */
  readonly stripAccents?: boolean;
  /** Each language is sampled in proportion to its share of characters to this power; above 0, at most 1. Default 1. */
  readonly samplingExponent?: number;
  /** Of sampling; 0 to 2^32 - 1. Default 0. */
  readonly seed?: number;
}

export type CompleteSpec = Required<VocabularySpec>;

/** The native trainers take no size: these are the vocabularies they make, of which a smaller one is a part. */
export const maximumSizes = { bpe: 30_000, unigram: 8_000 } as const;

export const minimumSize = 256;
const maximumSpecialTokens = 100;

const defaultSpecialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Tokens for what cannot be spelt, and pairs that stand around a text. */
export const unknownTokens: readonly string[] = ['[UNK]', '<unk>'];
export const framingTokens: readonly (readonly [string, string])[] = [
  ['[CLS]', '[SEP]'],
  ['<s>', '</s>'],
];

/**
 * Fills in the defaults.
 * @param field where the specification stands in the request
 * @throws OpticalError `invalid-argument` with every field that is out of its range
 */
export function completeSpec(spec: VocabularySpec, field = 'spec'): CompleteSpec {
  const model = spec.model ?? 'bpe';
  const complete: CompleteSpec = {
    model,
    size: spec.size ?? maximumSizes[model],
    specialTokens: spec.specialTokens ?? defaultSpecialTokens,
    lowercase: spec.lowercase ?? false,
    stripAccents: spec.stripAccents ?? false,
    samplingExponent: spec.samplingExponent ?? 1,
    seed: spec.seed ?? 0,
  };
  const [first, ...others] = [...problemsOf(complete)].map(([name, description]) => ({
    field: `${field}.${name}`,
    description,
  }));
  if (first) throw invalidArgument(first, ...(others satisfies FieldViolation[]));
  return complete;
}

function* problemsOf({
  model,
  size,
  specialTokens,
  samplingExponent,
  seed,
}: CompleteSpec): Generator<[string, string]> {
  if (!Number.isInteger(size) || size < minimumSize || size > maximumSizes[model]) {
    yield ['size', `${size} is not between ${minimumSize} and ${maximumSizes[model]}, the largest ${model} vocabulary`];
  }
  if (!(samplingExponent > 0 && samplingExponent <= 1)) {
    yield ['sampling_exponent', `${samplingExponent} is not above 0 and at most 1`];
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) yield ['seed', `${seed} is not between 0 and 2^32 - 1`];
  if (specialTokens.length > maximumSpecialTokens) {
    yield ['special_tokens', `${specialTokens.length} are above the limit ${maximumSpecialTokens}`];
  }
  if (!specialTokens.some((token) => unknownTokens.includes(token))) {
    yield ['special_tokens', `must contain ${unknownTokens.join(' or ')}, for what the vocabulary cannot spell`];
  }
  for (const [index, token] of specialTokens.entries()) {
    const name = `special_tokens[${index}]`;
    if (token === '' || token.length > 100 || /[\s▁]/u.test(token)) {
      yield [name, `${JSON.stringify(token)} is not 1 to 100 characters without white space and ▁`];
    }
    if (specialTokens.indexOf(token) !== index) yield [name, `${JSON.stringify(token)} comes twice`];
  }
}
