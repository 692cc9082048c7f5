import { encoderParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';

/**
 * Floating-point operations of the matrix products of one dense training step, two for each multiplication and addition:
 * with T = batch · length positions, `2 T w` for the w elements of each weight matrix and `4 T length hidden` for the
 * scores and the contexts of each layer, both three times (forward and the gradients of two operands); `4 T length dims` for
 * the costs and the gradient of their student side. Tables are no products, Sinkhorn's matrix-vector products are left out.
 */
export function productFlops(encoder: EncoderConfig, batch: number, length: number): number {
  const { hiddenSize, layers, projectionSize = hiddenSize } = encoder;
  const positions = batch * length;
  const weights = encoderParameters(encoder)
    .filter(({ name, shape }) => shape.length === 2 && !name.startsWith('embeddings.'))
    .reduce((sum, { shape }) => sum + shape[0]! * shape[1]!, 0);
  const attention = 4 * positions * length * hiddenSize * layers;
  return 3 * (2 * positions * weights + attention) + 4 * positions * length * projectionSize;
}
