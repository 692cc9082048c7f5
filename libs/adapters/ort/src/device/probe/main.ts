import { createGraph, input, matmul, toOnnx } from '@optical/graph';
import type { Device } from '../../runtime/device.ts';
import { loadRuntime } from '../../runtime/load-runtime.ts';
import { reasonOf } from '../../runtime/runtime-error.ts';
import { openGpuNodes } from '../gpu-nodes.ts';
import type { ProbeResult } from './probe-result.ts';

/** Multiplies two matrices on the device, in a process that may die of it, and reports to the parent process. */
async function probe(device: Device): Promise<ProbeResult> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = createGraph();
  const [a, b] = ['a', 'b'].map((name) => input(graph, name, 'float32', [2, 2]));
  const session = await InferenceSession.create(toOnnx({ product: matmul(a!, b!) }), {
    executionProviders: [device],
    logSeverityLevel: 4,
  });
  const { product } = await session.run({
    a: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]),
    b: new Tensor('float32', Float32Array.of(5, 6, 7, 8), [2, 2]),
  });
  const nodes = openGpuNodes();
  await session.release();
  if (String(product!.data) !== '19,22,43,50')
    return { ok: false, software: false, detail: `computes wrongly: ${String(product!.data)} is not 19,22,43,50` };
  const software = device !== 'cpu' && nodes?.length === 0;
  const through = software ? 'a software renderer on the CPU' : (nodes ?? []).join(', ');
  return { ok: true, software, detail: through === '' ? 'computes' : `computes through ${through}` };
}

let result: ProbeResult;
try {
  result = await probe(process.argv[2] as Device);
} catch (error) {
  result = { ok: false, software: false, detail: reasonOf(error) };
}
process.send!(result, () => {
  process.disconnect();
});
