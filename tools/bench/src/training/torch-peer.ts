import { startPeer } from '../peer/python-peer.ts';
import type { PythonPeer } from '../peer/python-peer.ts';
import { readBenchSettings } from '../settings.ts';

/**
 * A peer on PyTorch whose C library keeps freed memory. By default it gives big buffers back to the kernel in every step
 * and takes up to a third of the time to get them again: page faults, which are no work of PyTorch's.
 */
export function startTorchPeer(script: string, words: readonly (string | number)[]): Promise<PythonPeer> {
  const { python } = readBenchSettings();
  const kept = String(2 ** 30);
  const environment = { MALLOC_MMAP_THRESHOLD_: kept, MALLOC_TRIM_THRESHOLD_: kept };
  return startPeer({ python, script, words, environment });
}
