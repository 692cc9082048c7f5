import { l2Normalize, matmul } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';

/** Components of the vectors that an encoder makes. */
export function vectorSize({ hiddenSize, projectionSize }: EncoderConfig): number {
  return projectionSize ?? hiddenSize;
}

/**
 * Head of late interaction: the projection, where the encoder has one, without bias.
 * ColBERT: Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832
 * @param hidden [batch, length, hidden]
 * @returns [batch, length, dims]
 */
export function project(config: EncoderConfig, parameters: Parameters, hidden: Value): Value {
  if (config.projectionSize === undefined) return hidden;
  return matmul(hidden, parameters('projection.weight'), { transposeB: true });
}

/** `project`, each vector scaled to length 1. */
export function tokenVectors(config: EncoderConfig, parameters: Parameters, hidden: Value): Value {
  return l2Normalize(project(config, parameters, hidden), -1);
}
