import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { OpticalError } from '@optical/errors';
import { trainingScript } from './training-script.ts';

/**
 * Trains in a process of its own, which can be stopped at any time and ends with this one.
 *
 * @param untrained tokenizer.json without tokens
 * @param folder for the files of the two processes; they stay there
 * @returns the trained tokenizer.json of the library
 * @throws OpticalError `internal` with what the library said; the reason of `signal`
 */
export async function trainInProcess(
  untrained: string,
  corpusFiles: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const input = path.join(folder, 'untrained.json');
  const output = path.join(folder, 'trained.json');
  await writeFile(input, untrained);
  const library = createRequire(import.meta.url).resolve('tokenizers');
  const child = spawn(process.execPath, ['--eval', trainingScript, library, input, output, ...corpusFiles], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const [[code], problem] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, text(child.stderr)]);
    signal?.throwIfAborted();
    if (code !== 0) throw new OpticalError('internal', `training the vocabulary failed: ${problem.trim() || 'killed'}`);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return readFile(output, 'utf8');
}
