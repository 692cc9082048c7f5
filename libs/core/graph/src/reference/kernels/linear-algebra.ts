import { integer, real } from '../../graph/attributes.ts';
import type { Kernel, Kernels } from '../kernel.ts';
import { generate, reader } from '../nd-array.ts';

/** `alpha · op(a) op(b)` over the last two axes, plus `beta · c` if there is one. */
const product: Kernel = ({ node, inputs: [a, b, c], shapes }) => {
  const transA = integer(node, 'transA') === 1;
  const transB = integer(node, 'transB') === 1;
  const readA = reader(a!);
  const readB = reader(b!);
  const readC = c && reader(c);
  const inner = a!.shape.at(transA ? -2 : -1)!;
  return [
    generate(shapes[0]!, (index) => {
      const batch = index.slice(0, -2);
      const [row, column] = index.slice(-2) as [number, number];
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum +=
          readA([...batch, ...(transA ? [k, row] : [row, k])]) *
          readB([...batch, ...(transB ? [column, k] : [k, column])]);
      return real(node, 'alpha', 1) * sum + (readC ? real(node, 'beta', 1) * readC(index) : 0);
    }),
  ];
};

export const linearAlgebraKernels: Kernels = { MatMul: product, Gemm: product, FusedMatMul: product };
