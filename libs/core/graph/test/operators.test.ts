import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate, toOnnx } from '../src/index.ts';
import { caseGraph } from './case-graph.ts';
import { difference, runOnnx } from './onnxruntime.ts';
import { operatorCases } from './operator-cases.ts';

/** Relative to values above 1; the reference is float64, the runtime float32. */
const tolerance = 1e-5;

describe('onnxruntime computes what the float64 interpreter computes', () => {
  for (const operatorCase of operatorCases) {
    it(operatorCase.title, async () => {
      const { result, operands, feeds } = caseGraph(operatorCase);
      const [expected] = evaluate([result], feeds);
      const { y } = await runOnnx(toOnnx({ y: result }), operands, feeds);
      assert.deepEqual(y!.shape, result.shape);
      assert.equal(y!.dtype, result.dtype);
      assert.ok(difference(y!, expected!) < tolerance, `difference ${difference(y!, expected!)}`);
    });
  }
});
