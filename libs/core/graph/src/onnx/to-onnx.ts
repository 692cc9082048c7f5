import { OpticalError } from '@optical/errors';
import { addNode } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import { reachableFrom } from '../graph/reachable.ts';
import type { Graph, Value } from '../graph/types.ts';
import { graphProto } from './graph-proto.ts';
import { encodeModel } from './schema.ts';
import { externalTensors, inlineTensor } from './tensor-proto.ts';
import type { TensorWriter } from './tensor-proto.ts';

/** Version of the operator set: the first with Gelu. Later sets change nothing that is used here. */
const opset = 20;
/** Version of the file format that came with operator set 20. */
const irVersion = 9;
const contribVersion = 1;

export interface OnnxOptions {
  /** Free-form facts stored with the model. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The model that computes `outputs`, by name, from all inputs of their graph, as bytes of a ModelProto.
 * Nodes and constants that no output needs are left out.
 * @throws OpticalError invalid-argument if there is no output, an output is inside a sub-graph or its name is taken
 */
export function toOnnx(outputs: Readonly<Record<string, Value>>, options: OnnxOptions = {}): Uint8Array {
  return write(outputs, options, inlineTensor);
}

export interface ExternalDataOptions extends OnnxOptions {
  /** File name of the tensors, relative to the model's folder. */
  readonly location: string;
  /** Smaller tensors stay in the model. Default 1 KiB. */
  readonly minimumBytes?: number;
}

/** As `toOnnx`, with the big tensors apart, for models over 2 GiB. `data` is the contents of the other file, in order. */
export function toOnnxWithExternalData(
  outputs: Readonly<Record<string, Value>>,
  { location, minimumBytes = 1024, ...options }: ExternalDataOptions,
): { readonly model: Uint8Array; readonly data: readonly Uint8Array[] } {
  const tensors = externalTensors(location, minimumBytes);
  return { model: write(outputs, options, tensors.write), data: tensors.chunks };
}

function write(
  outputs: Readonly<Record<string, Value>>,
  { metadata = {} }: OnnxOptions,
  writeTensor: TensorWriter,
): Uint8Array {
  const graph = commonGraph(Object.values(outputs));
  const names = new Map<Value, string>();
  const results = Object.entries(outputs).map(([name, value]) => {
    if (graph.shared.names.has(name))
      throw operatorError('toOnnx', [value], `the output name ${JSON.stringify(name)} is taken`);
    // Inputs, constants and values that are outputs already are copied under the new name.
    const result = value.source.kind === 'node' && !names.has(value) ? value : copyOf(value);
    names.set(result, name);
    return result;
  });
  const needed = reachableFrom(results);
  return encodeModel({
    irVersion,
    producerName: 'optical',
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'com.microsoft', version: contribVersion },
    ],
    graph: graphProto({ graph, inputs: graph.inputs, outputs: results }, { needed, names, writeTensor }),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

function commonGraph(outputs: readonly Value[]): Graph {
  const [first] = outputs;
  if (first === undefined) throw new OpticalError('invalid-argument', 'toOnnx: there is no output');
  for (const value of outputs) {
    if (value.graph !== first.graph || value.graph.parent !== undefined)
      throw operatorError('toOnnx', [first, value], 'the outputs must belong to one graph and to no sub-graph');
  }
  return first.graph;
}

function copyOf(value: Value): Value {
  return addNode(value.graph, { operator: 'Identity', inputs: [value] }, [value])[0]!;
}
