import assert from 'node:assert/strict';
import { it } from 'node:test';
import { doubling } from '../../test/models.ts';
import { loadRuntime } from '../runtime/load-runtime.ts';
import { conversionStop, isConversionStop, withConversionStop } from './stop-conversion.ts';

it('the runtime fills the memory given for outputs and then stops at the sequence', async () => {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(withConversionStop(doubling()));
  const y = new Float32Array(2);
  await assert.rejects(
    session.run(
      { x: new Tensor('float32', Float32Array.of(3, 4), [1, 2]) },
      { [conversionStop]: null, y: new Tensor('float32', y, [1, 2]) },
    ),
    isConversionStop,
  );
  assert.deepEqual(y, Float32Array.of(6, 8));
  await session.release();
});
