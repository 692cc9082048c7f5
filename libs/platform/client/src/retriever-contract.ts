import { loadContract } from '@optical/contracts';
import type { Contract } from '@optical/contracts';

/** The contract of the retrieval endpoint. The built package holds it parsed, in the place of this module. */
export function retrieverContract(): Contract<'retriever'> {
  return loadContract('retriever');
}
