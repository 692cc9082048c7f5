import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface ValueType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Immutable handle of one tensor of a graph: an input, a constant or an output of a node. */
export interface Value extends ValueType {
  readonly id: number;
  /** Unique within the graph and its sub-graphs. */
  readonly name: string;
  readonly graph: Graph;
  readonly source: Source;
}

export type Source =
  | { readonly kind: 'input' }
  | { readonly kind: 'constant'; readonly tensor: Tensor }
  | { readonly kind: 'node'; readonly node: Node; readonly output: number };

/** One operator applied to values. Nodes are created in topological order, so ids order them. */
export interface Node {
  readonly id: number;
  readonly name: string;
  readonly operator: string;
  readonly domain: Domain;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** Outputs from this index on may be left out of the model when nothing reads them. */
  readonly optionalFrom: number;
  readonly attributes: Attributes;
  readonly graph: Graph;
}

export type Domain = '' | 'com.microsoft';

/** Fields as in AttributeProto: integer, float, string, integers, tensor, graph. */
export type Attribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly ints: readonly number[] }
  | { readonly t: Tensor }
  | { readonly g: Subgraph };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Body of a Loop or a branch of an If. It may read values of the graphs around it. */
export interface Subgraph {
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

export interface GraphOptions {
  /**
   * Use operators of the `com.microsoft` domain where they save work. Only onnxruntime has them, and its CPU
   * and CUDA providers have more of them than the others. Default false.
   */
  readonly contrib?: boolean;
}

/** A graph under construction. It only grows; what no output needs is left out of the model. */
export interface Graph {
  readonly contrib: boolean;
  readonly parent: Graph | undefined;
  readonly inputs: Value[];
  readonly constants: Value[];
  readonly nodes: Node[];
  readonly shared: SharedState;
}

/** What a graph shares with its sub-graphs. */
export interface SharedState {
  nextId: number;
  readonly names: Set<string>;
  readonly scopes: string[];
  /** Common sub-expressions: key of operator, operands and attributes → outputs. */
  readonly expressions: Map<string, readonly Value[]>;
  /** Where a free dimension can be read when the graph runs. */
  readonly dimensions: Map<string, { readonly value: Value; readonly axis: number }>;
}
