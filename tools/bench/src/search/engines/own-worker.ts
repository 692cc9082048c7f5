import { parentPort, workerData } from 'node:worker_threads';
import type { Effort } from './engine.ts';
import type { OwnIndex } from './own-index.ts';
import { openOwnSearch } from './own-search.ts';

interface WorkerInput {
  readonly own: OwnIndex;
  readonly thread: number;
  readonly queries: readonly Float32Array[];
}

const { own, thread, queries } = workerData as WorkerInput;
const search = openOwnSearch(own, thread);
parentPort!.on('message', (effort: Effort) => {
  parentPort!.postMessage(search(queries, effort));
});
