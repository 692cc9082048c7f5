import { add, layerNorm, scope } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { weightAndBias } from '../parameters/parameter-values.ts';
import type { ParameterValues } from '../parameters/parameter-values.ts';
import { attention, attentionBias } from './attention.ts';
import type { Dropout } from './dropout.ts';
import { embed } from './embeddings.ts';
import { feedForward } from './feed-forward.ts';

/** A batch of sequences, padded at their ends. Both dimensions may be free or fixed. */
export interface EncoderInputs {
  /** [batch, length], int64 or int32: rows of the word table. */
  readonly inputIds: Value;
  /** [batch, length], of any numeric dtype: 1 for positions that others attend to, 0 for padding. */
  readonly attentionMask: Value;
}

export interface EncodeOptions {
  /** Applied to embeddings, attention shares and the output of each block. Default: no dropout. */
  readonly dropout?: Dropout;
}

/**
 * The last hidden states of a transformer encoder: Devlin et al. 2019 (https://arxiv.org/abs/1810.04805) with
 * normalisation after each block, Xiong et al. 2020 (https://arxiv.org/abs/2002.04745) with normalisation before it.
 * A position that the mask excludes gets a state too; it only is not attended to.
 * @returns [batch, length, hidden]
 */
export function encode(
  config: EncoderConfig,
  parameters: ParameterValues,
  { inputIds, attentionMask }: EncoderInputs,
  { dropout = (x) => x }: EncodeOptions = {},
): Value {
  const { graph } = inputIds;
  const norm = (x: Value, name: string): Value => {
    const { weight, bias } = weightAndBias(parameters, name);
    return layerNorm(x, weight, bias, config.layerNormEps);
  };
  const residual = (x: Value, name: string, block: (x: Value, name: string) => Value): Value =>
    scope(graph, name, () =>
      config.normalization === 'post'
        ? norm(add(x, dropout(block(x, name))), `${name}.norm`)
        : add(x, dropout(block(norm(x, `${name}.norm`), name))),
    );

  return scope(graph, 'encoder', () => {
    let x = scope(graph, 'embeddings', () => dropout(embed(config, parameters, inputIds)));
    const bias = attentionBias(attentionMask, x.dtype);
    for (let layer = 0; layer < config.layers; layer++) {
      x = residual(x, `layer.${layer}.attention`, (y, name) =>
        attention(config, parameters, name, { x: y, bias, dropout }),
      );
      x = residual(x, `layer.${layer}.feedForward`, (y, name) => feedForward(config, parameters, name, y));
    }
    return config.normalization === 'post' ? x : norm(x, 'norm');
  });
}
