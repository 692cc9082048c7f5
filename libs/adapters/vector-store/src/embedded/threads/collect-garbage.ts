import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// The only way to the collector from within a thread: new contexts have it once the flag is set.
setFlagsFromString('--expose-gc');

/**
 * Collects what a thread no longer refers to, in some milliseconds. V8 does not count the memory that threads share
 * towards the size of their heaps: an idle thread would keep replaced indexes, hundreds of megabytes each, for good.
 */
export const collectGarbage = runInNewContext('gc') as () => void;
