import path from 'node:path';
import { z } from 'zod';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readIfPresent } from '../files/read-limited.ts';
import type { EncoderConfig } from '@optical/encoder';

/** The text of the tokens that play a role. */
export interface SpecialTokens {
  readonly pad: string;
  readonly unknown: string;
  readonly start: string;
  readonly end: string;
  readonly mask: string;
}

const token = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish();

const rolesSchema = z.object({
  pad_token: token,
  unk_token: token,
  cls_token: token,
  sep_token: token,
  mask_token: token,
});

const defaults: Readonly<Record<EncoderConfig['family'], SpecialTokens>> = {
  bert: { pad: '[PAD]', unknown: '[UNK]', start: '[CLS]', end: '[SEP]', mask: '[MASK]' },
  'xlm-roberta': { pad: '<pad>', unknown: '<unk>', start: '<s>', end: '</s>', mask: '<mask>' },
};

/** Reads special_tokens_map.json and tokenizer_config.json; what they leave open is as the family has it. */
export async function readSpecialTokens(directory: string, family: EncoderConfig['family']): Promise<SpecialTokens> {
  let tokens = defaults[family];
  for (const name of ['special_tokens_map.json', 'tokenizer_config.json']) {
    const file = path.join(directory, name);
    const bytes = await readIfPresent(file, maximumDescriptionBytes);
    if (bytes === undefined) continue;
    const roles = parseJson(bytes, rolesSchema, file);
    tokens = {
      pad: roles.pad_token ?? tokens.pad,
      unknown: roles.unk_token ?? tokens.unknown,
      start: roles.cls_token ?? tokens.start,
      end: roles.sep_token ?? tokens.end,
      mask: roles.mask_token ?? tokens.mask,
    };
  }
  return tokens;
}

/** A tokenizer_config.json under which transformers uses tokenizer.json as it is. `length` counts tokens. */
export function toTokenizerConfig(
  tokens: SpecialTokens,
  family: EncoderConfig['family'],
  length: number,
): Record<string, unknown> {
  const ends = { bos_token: tokens.start, eos_token: tokens.end };
  const inputs = ['input_ids', ...(family === 'bert' ? ['token_type_ids'] : []), 'attention_mask'];
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: length,
    model_input_names: inputs,
    clean_up_tokenization_spaces: false,
    pad_token: tokens.pad,
    unk_token: tokens.unknown,
    cls_token: tokens.start,
    sep_token: tokens.end,
    mask_token: tokens.mask,
    ...(family === 'xlm-roberta' ? ends : {}),
  };
}
