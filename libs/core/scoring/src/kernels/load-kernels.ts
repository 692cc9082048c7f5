import './web-assembly.ts';
import { kernels } from '../generated/kernels.ts';
import type { KernelFunctions } from './kernel-functions.ts';

let compiled: WebAssembly.Module | undefined;

/**
 * The vectorised kernels, working on a shared memory: threads that load them on one memory see the same data.
 * Products use fused multiply-add where the machine has it, so scores may differ in the last bits between machines.
 */
export function loadKernels(memory: WebAssembly.Memory): KernelFunctions {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as KernelFunctions;
}
