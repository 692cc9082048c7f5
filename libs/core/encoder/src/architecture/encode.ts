import { add, flatten, reshape, scope } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';
import { attention, attentionBias } from './attention.ts';
import { dropper } from './dropout.ts';
import type { DropoutOptions } from './dropout.ts';
import { embed } from './embeddings.ts';
import { feedForward } from './feed-forward.ts';
import { normLayer } from './layers.ts';
import type { Packing } from './packing.ts';

/** A batch of sequences, padded at their ends. Both dimensions may be free or fixed. */
export interface EncoderInputs {
  /** [batch, length], int64 or int32: rows of the word table. */
  readonly inputIds: Value;
  /** [batch, length], of any numeric dtype: 1 for positions that others attend to, 0 for padding. */
  readonly attentionMask: Value;
  /** Default: a row is a text. */
  readonly packing?: Packing;
}

export interface EncodeOptions {
  /** Applied to embeddings, attention shares and the output of each block; needs fixed dimensions. Default: none. */
  readonly dropout?: DropoutOptions;
}

/**
 * The last hidden states of a transformer encoder: Devlin et al. 2019 (https://arxiv.org/abs/1810.04805) with
 * normalisation after each block, Xiong et al. 2020 (https://arxiv.org/abs/2002.04745) with normalisation before it.
 * A position that the mask excludes gets a state too; it only is not attended to.
 * @returns [batch, length, hidden]
 */
export function encode(
  config: EncoderConfig,
  parameters: Parameters,
  { inputIds, attentionMask, packing }: EncoderInputs,
  { dropout }: EncodeOptions = {},
): Value {
  const { graph } = inputIds;
  const drop = dropper(dropout);
  const norm = (x: Value, name: string): Value => normLayer(parameters, name, x, config.layerNormEps);
  const residual = (x: Value, name: string, block: (x: Value, name: string) => Value): Value =>
    scope(graph, name, () =>
      config.normalization === 'post'
        ? norm(add(x, drop(block(x, name), name)), `${name}.norm`)
        : add(x, drop(block(norm(x, `${name}.norm`), name), name)),
    );

  return scope(graph, 'encoder', () => {
    const { shape } = inputIds;
    const embedded = scope(graph, 'embeddings', () => drop(embed(config, parameters, inputIds, packing), 'embeddings'));
    const bias = attentionBias(attentionMask, embedded.dtype, packing);
    // Positions of all sequences in one axis: everything but attention sees them alone, and needs no reshaping.
    let x = flatten(embedded);
    for (let layer = 0; layer < config.layers; layer++) {
      x = residual(x, `layer.${layer}.attention`, (y, name) =>
        attention(config, parameters, name, { x: y, shape, bias, drop }),
      );
      x = residual(x, `layer.${layer}.feedForward`, (y, name) => feedForward(config, parameters, name, y));
    }
    return reshape(config.normalization === 'post' ? x : norm(x, 'norm'), [...shape, config.hiddenSize]);
  });
}
