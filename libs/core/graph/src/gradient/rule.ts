import type { Node, Value } from '../graph/types.ts';

/** A node on the way from the loss to a value in question. */
export interface Application {
  readonly node: Node;
  /** Operands. */
  readonly x: readonly Value[];
  /** Results. */
  readonly y: readonly Value[];
  /** Gradient of the loss with respect to the first result, of that result's shape. */
  readonly g: Value;
  /** The same for all results; undefined where the loss does not depend on one. */
  readonly gs: readonly (Value | undefined)[];
}

/**
 * Gradients with respect to the operands, each of the operand's shape; undefined or absent where none flows.
 * Those that nobody asked for cost nothing: the model leaves them out.
 */
export type Rule = (application: Application) => readonly (Value | undefined)[];
