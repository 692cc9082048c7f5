import { OpticalError } from '@optical/errors';
import { constant, scalar } from '../graph/constant.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isStatic } from '../tensor/shape.ts';
import { tensor } from '../tensor/tensor.ts';
import { mul } from './arithmetic.ts';
import { bitXor } from './bitwise.ts';
import { cast } from './cast.ts';
import { greaterOrEqual, where } from './logic.ts';
import { lowbias32, lowbias32Of } from './lowbias32.ts';
import { reshape } from './reshape.ts';

/** The golden ratio's fractional part: odd, and keeps the hash off 0, which it maps to itself. */
const golden = 0x9e3779b9;

/**
 * Key of a counter-based generator, from a seed and counters such as the training step. Its numbers are hashes of key
 * and position: the same on every device and in every order, and repeated from the key alone.
 * @param seed int32 scalar, as are the counters
 * @returns uint32 scalar
 */
export function randomKey(seed: Value, ...counters: readonly Value[]): Value {
  const absorb = (key: Value, word: Value): Value => lowbias32Of(bitXor(lowbias32Of(bitXor(word, golden)), key));
  return [seed, ...counters].map((word) => cast(word, 'uint32')).reduce(absorb, scalar(seed.graph, 0, 'uint32'));
}

/**
 * Zeroes elements with probability `rate` and divides the others by `1 - rate`.
 * @param x of fixed shape
 * @param key see `randomKey`
 * @param site names this call, so that calls with one key drop different elements
 */
export function dropout(x: Value, rate: number, key: Value, site: string): Value {
  if (!(rate >= 0 && rate < 1))
    throw new OpticalError('invalid-argument', `dropout ${site}: the rate ${rate} is not in [0, 1)`);
  if (!isStatic(x.shape)) throw operatorError('dropout', [x], 'the shape must be fixed');
  if (rate === 0) return x;
  const { graph, dtype } = x;
  const kept = greaterOrEqual(randomBits(x.shape, key, site), Math.round(rate * 2 ** 32));
  return mul(x, where(kept, scalar(graph, 1 / (1 - rate), dtype), scalar(graph, 0, dtype)));
}

/**
 * Uniform uint32 numbers; their high bits are the good ones. So that few operations see the whole tensor, its rows and
 * columns are hashed apart and an element is `(r ^ c) m` with the hashes of its row and column. The exclusive or alone
 * would tie the four corners of every rectangle together; the carries of the product by an odd number undo that.
 */
export function randomBits(shape: readonly number[], key: Value, site: string): Value {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const words = (dims: readonly number[], word: (i: number) => number): Value => {
    const size = dims.reduce((a, b) => a * b, 1);
    return constant(
      key.graph,
      tensor(
        'uint32',
        dims,
        Uint32Array.from({ length: size }, (_, i) => word(i)),
      ),
    );
  };
  const siteKey = lowbias32Of(bitXor(key, hashOf(site)));
  const rowHashes = lowbias32Of(
    bitXor(
      words([rows, 1], (i) => i),
      siteKey,
    ),
  );
  const columnHashes = words([columns], (j) => lowbias32(j ^ golden));
  return reshape(mul(bitXor(rowHashes, columnHashes), golden), shape);
}

/** FNV-1a of the name's UTF-16 units, https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
