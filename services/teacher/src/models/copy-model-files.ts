import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { OpticalError } from '@optical/errors';

/** What belongs to a model in one of Hugging Face's layouts; weights in other formats do not. */
const wanted = /(\.(json|safetensors|txt|model|metadata|md)|^LICENSE.*)$/i;

/** Folders with the same weights in other formats. */
const otherFormats = ['onnx', 'openvino', 'tf', 'coreml'];

/** Copies the files of a model directory that are of use. @throws OpticalError not-found, cancelled */
export async function copyModelFiles(from: string, to: string, signal: AbortSignal): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((cause: unknown) => {
    throw new OpticalError('not-found', `${from} is no directory that can be read`, {}, { cause });
  });
  for (const entry of entries) {
    if (signal.aborted) throw new OpticalError('cancelled', `copying ${from} was cancelled`);
    const source = path.join(from, entry.name);
    const isFolder = entry.isDirectory();
    if (isFolder ? isOfUse(entry.name) : wanted.test(entry.name)) {
      if (isFolder) await copyModelFiles(source, path.join(to, entry.name), signal);
      else if ((await stat(source)).isFile()) await copyInto(source, to, entry.name);
    }
  }
}

const isOfUse = (folder: string): boolean => !folder.startsWith('.') && !otherFormats.includes(folder);

async function copyInto(source: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(source, path.join(folder, name), constants.COPYFILE_FICLONE);
}
