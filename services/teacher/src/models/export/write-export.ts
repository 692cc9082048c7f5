import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readEncoderCheckpoint, SafetensorsFile, writeModelDirectory } from '@optical/checkpoints';
import type { FloatType } from '@optical/checkpoints';
import { buildEncodeModel } from '@optical/encoder';
import { retrievalSettings } from '@optical/encoding';
import { failedPrecondition } from '@optical/errors';
import type { ExportTask } from './export-task.ts';

/**
 * Writes a stored model as other software opens it: one ONNX file (`input_ids`, `attention_mask` → `token_vectors`) and
 * its tokenizer.json, or a directory in PyLate's layout, with weights of the type in which they are stored.
 * @throws OpticalError as `readEncoderCheckpoint`; failed-precondition for a model without tokenizer
 */
export async function writeExport({ directory, kind, target }: ExportTask): Promise<void> {
  const checkpoint = await readEncoderCheckpoint(directory);
  const { architecture, parameters, tokenizer } = checkpoint;
  if (tokenizer === undefined) throw failedPrecondition(`${directory} has no tokenizer.json`);
  if (kind === 'hugging-face') {
    const settings = { ...checkpoint, lateInteraction: retrievalSettings(checkpoint) };
    await writeModelDirectory(target, settings, { dtype: await storedType(directory) });
    return;
  }
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, 'model.onnx'), buildEncodeModel(architecture, parameters));
  await writeFile(path.join(target, 'tokenizer.json'), tokenizer.json);
}

async function storedType(directory: string): Promise<FloatType> {
  const file = path.join(directory, 'model.safetensors');
  if (!existsSync(file)) return 'F32';
  await using weights = await SafetensorsFile.open(file);
  const types = new Set([...weights.tensors.values()].map(({ dtype }) => dtype));
  const [only] = types;
  return types.size === 1 && (only === 'F16' || only === 'BF16') ? only : 'F32';
}
