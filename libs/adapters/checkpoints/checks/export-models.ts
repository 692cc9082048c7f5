/**
 * `export-models.ts <target> <model directory>...`: reads each model and writes it again with an ONNX model of the
 * same encoder, in float32 (`<name>`) and float16 (`<name>-half`). Encoders without head are given mean pooling.
 */
import path from 'node:path';
import { buildEncodeModel } from '@optical/encoder';
import { readEncoderCheckpoint, writeModelDirectory } from '../src/index.ts';

const [target, ...directories] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: export-models.ts <target> <model directory>...');
for (const directory of directories) {
  const { ignoredTensors, ...read } = await readEncoderCheckpoint(directory);
  const textVector = { pooling: 'mean', normalize: true } as const;
  const checkpoint = read.lateInteraction === undefined ? { ...read, textVector } : read;
  const onnxModel = buildEncodeModel(read.architecture, read.parameters);
  const name = path.join(target, path.basename(directory));
  await writeModelDirectory(name, checkpoint, { onnxModel });
  await writeModelDirectory(`${name}-half`, checkpoint, { dtype: 'F16' });
  process.stdout.write(`${name}: ${ignoredTensors.length} tensors ignored\n`);
}
