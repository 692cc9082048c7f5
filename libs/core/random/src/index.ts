export { normal, sample, uniform } from './distributions.ts';
export { philox, randomWords, type Words4 } from './philox.ts';
