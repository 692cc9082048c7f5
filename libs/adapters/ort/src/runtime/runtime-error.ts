import { OpticalError } from '@optical/errors';
import type { Tensors } from '../thread/transfer.ts';

/** A run that failed inside the runtime, with what it was fed; `doing` begins the message. */
export function runError(doing: string, error: unknown, feeds: Tensors): OpticalError {
  const reason = reasonOf(error);
  const fed = Object.entries(feeds).map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join(', ')}]`);
  // Element values, such as a token id beyond the vocabulary, can only be found wrong inside the graph.
  const kind = /INVALID_ARGUMENT|out of data bounds/.test(reason) ? 'invalid-argument' : 'internal';
  return new OpticalError(kind, `${doing}: ${reason}; fed ${fed.join(', ')}`, {}, { cause: error });
}

/** A model that the runtime cannot load, or cannot load for the device. */
export function openError(error: unknown, device: string): OpticalError {
  const message = `cannot open the model on ${device}: ${reasonOf(error)}`;
  return new OpticalError('failed-precondition', message, {}, { cause: error });
}

/** What the runtime says, without the places in its sources around it. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.trim().split('\n', 1);
  return line.replace(/^\/\S+:\d+ .* was false\. /, '');
}
