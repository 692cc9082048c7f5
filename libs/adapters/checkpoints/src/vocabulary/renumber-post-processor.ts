import { z } from 'zod';
import type { TokenizerJson } from '../tokenizer-file/tokenizer-json.ts';

const tokenAndId = z.tuple([z.string(), z.int()]);

const templateSchema = z.looseObject({
  special_tokens: z.record(z.string(), z.looseObject({ ids: z.array(z.int()) })),
});
const endsSchema = z.looseObject({ sep: tokenAndId, cls: tokenAndId });
const sequenceSchema = z.looseObject({ processors: z.array(z.unknown()) });

/** The post-processor with the ids it adds renumbered: templates, BERT's and RoBERTa's ends, and sequences of them. */
export function renumberPostProcessor(
  { post_processor }: TokenizerJson,
  renumber: (id: number) => number,
): Partial<TokenizerJson> {
  return post_processor == null ? {} : { post_processor: renumberProcessor(post_processor, renumber) };
}

function renumberProcessor(processor: unknown, renumber: (id: number) => number): unknown {
  const template = templateSchema.safeParse(processor);
  if (template.success) {
    const tokens = Object.entries(template.data.special_tokens);
    const special_tokens = tokens.map(([name, token]) => [name, { ...token, ids: token.ids.map(renumber) }] as const);
    return { ...template.data, special_tokens: Object.fromEntries(special_tokens) };
  }
  const ends = endsSchema.safeParse(processor);
  if (ends.success) {
    const { sep, cls } = ends.data;
    return { ...ends.data, sep: [sep[0], renumber(sep[1])], cls: [cls[0], renumber(cls[1])] };
  }
  const sequence = sequenceSchema.safeParse(processor);
  if (!sequence.success) return processor;
  const processors = sequence.data.processors.map((inner) => renumberProcessor(inner, renumber));
  return { ...sequence.data, processors };
}
