import path from 'node:path';
import { Command } from 'commander';
import type { FileChunk__Output } from '@optical/contracts/common';
import type { ExportFormat, ExportModelResponse__Output } from '@optical/contracts/teacher';
import { invalidArgument } from '@optical/errors';
import { withService } from '../connect/with-service.ts';
import { outputClosed } from '../output/closed-output.ts';
import { printJsonLine } from '../output/print.ts';
import { createProgress } from '../progress/create-progress.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { receiveFiles } from './receive-files.ts';

interface ExportOptions extends GlobalOptions {
  readonly format: string;
  readonly output: string;
}

const formats: Readonly<Record<string, ExportFormat>> = {
  onnx: 'EXPORT_FORMAT_ONNX',
  'hugging-face': 'EXPORT_FORMAT_HUGGING_FACE',
};

const exportDeadlineMs = 1_800_000;

/** `optical models export`: into a new folder, complete or not at all. */
export const exportCommand = new Command('export')
  .description('write a model for other software: one ONNX file with its tokenizer.json, or a Hugging Face directory')
  .argument('<model>', 'name, name@alias or name@digest (8 digits or more)')
  .option('--format <format>', `one of ${Object.keys(formats).join(', ')}`, 'hugging-face')
  .requiredOption('--output <folder>', 'folder to write, new or empty')
  .action(async (model: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<ExportOptions>();
    const context = readContext(options);
    const format = formatOf(options.format);
    const folder = path.resolve(options.output);
    await withService(context, 'teacher', async (client) => {
      const stream = client.exportModel({ model, format }, { deadlineMs: exportDeadlineMs, signal: outputClosed });
      const files = await receiveWithProgress(stream, folder, context.json);
      if (context.json) files.forEach(printJsonLine);
      else for (const { path: file, bytes } of files) console.log(`${path.join(folder, file)}  ${bytes} bytes`);
    });
  });

async function receiveWithProgress(
  stream: AsyncIterable<ExportModelResponse__Output>,
  folder: string,
  json: boolean,
): ReturnType<typeof receiveFiles> {
  using progress = createProgress({ json });
  return await receiveFiles(chunksOf(stream), folder, (file, done, total) => {
    progress.update(file, { done, total, unit: 'bytes' });
  });
}

async function* chunksOf(stream: AsyncIterable<ExportModelResponse__Output>): AsyncGenerator<FileChunk__Output> {
  for await (const { chunk } of stream) if (chunk !== null) yield chunk;
}

function formatOf(word: string): ExportFormat {
  const format = Object.hasOwn(formats, word) ? formats[word] : undefined;
  if (format !== undefined) return format;
  const description = `${JSON.stringify(word)} is none of ${Object.keys(formats).join(', ')}`;
  throw invalidArgument({ field: '--format', description });
}
