import { loadTokenizer } from '@optical/tokenizers';
import type { EncodedText, TextTokenizer } from '@optical/tokenizers';
import type { Encoder } from '@optical/encoding';
import type { Input } from './read-request.ts';

/** The ids of one input and, where they were asked for and the input was text, what its tokens are. */
export interface TokenizedInput {
  readonly ids: readonly number[];
  readonly about?: EncodedText;
}

/**
 * Cuts texts into tokens with the tokenizer.json of the model itself: it is part of what the model's digest names, so
 * that ids always belong to the weights, and no other service has to be there.
 */
export class TextToIds {
  readonly #tokenizers = new WeakMap<Encoder, TextTokenizer>();

  /** Loads the model's tokenizer, which takes about a second for 250 k tokens: better with the model than in a call. */
  prepare(encoder: Encoder): void {
    this.tokenizerOf(encoder);
  }

  tokenizerOf(encoder: Encoder): TextTokenizer {
    const known = this.#tokenizers.get(encoder);
    if (known !== undefined) return known;
    const tokenizer = loadTokenizer(encoder.description.tokenizer.json);
    this.#tokenizers.set(encoder, tokenizer);
    return tokenizer;
  }

  async tokenize(
    encoder: Encoder,
    inputs: readonly Input[],
    { details, signal }: { readonly details: boolean; readonly signal: AbortSignal },
  ): Promise<TokenizedInput[]> {
    const texts = inputs.flatMap((input) => ('text' in input ? [input.text] : []));
    if (texts.length === 0) return inputs.map((input) => ('ids' in input ? input : { ids: [] }));
    // One more than a sequence can hold: what is cut off is still known to have been cut off.
    const options = { addSpecialTokens: false, maxTokens: encoder.description.longest + 1, signal };
    const tokenizer = this.tokenizerOf(encoder);
    const cut: TokenizedInput[] = details
      ? (await tokenizer.encodeBatch(texts, options)).map((about) => ({ ids: [...about.ids], about }))
      : (await tokenizer.encodeIds(texts, options)).map(({ ids }) => ({ ids: [...ids] }));
    let next = 0;
    return inputs.map((input) => ('ids' in input ? input : cut[next++]!));
  }
}
