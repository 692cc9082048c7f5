export { loaderOptions } from './loader-options.ts';
export { stems } from './stems.ts';
export type { Stem } from './stems.ts';
