import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { failedPrecondition } from '@optical/errors';

/**
 * Libraries of the CUDA provider, which the npm package leaves out for their size. The runtime looks for them in its
 * own folder only.
 */
const libraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** How to get what CUDA needs. */
export const cudaAdvice =
  'CUDA needs Linux x64, an NVIDIA GPU, CUDA 12 and cuDNN 9 on the library path, and the provider: ' +
  '`npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12`, or without internet the same libraries out of ' +
  "PyPI's onnxruntime-gpu wheel of the same version";

/** Provider libraries that the runtime would not find. */
export function missingCudaLibraries(): readonly string[] {
  const folder = runtimeFolder();
  return libraries.filter((library) => !existsSync(path.join(folder, library)));
}

/**
 * Links the provider libraries of another folder, such as an unpacked wheel's `onnxruntime/capi`, into the runtime's.
 * @throws OpticalError failed-precondition if one of them is not there or the runtime's folder cannot be written
 */
export function linkCudaLibraries(folder: string): void {
  for (const library of missingCudaLibraries()) {
    const source = path.resolve(folder, library);
    if (!existsSync(source)) throw failedPrecondition(`${source} does not exist. ${cudaAdvice}`);
    try {
      symlinkSync(source, path.join(runtimeFolder(), library));
    } catch (error) {
      throw failedPrecondition(`cannot link ${source} into the runtime's folder: ${String(error)}`);
    }
  }
}

function runtimeFolder(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return path.resolve(path.dirname(main), '../bin/napi-v6', process.platform, process.arch);
}
