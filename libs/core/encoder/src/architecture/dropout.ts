import { dropout } from '@optical/graph';
import type { Value } from '@optical/graph';

/** Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html */
export interface DropoutOptions {
  /** Share of the elements that become 0, from 0 to below 1. */
  readonly rate: number;
  /** Which ones: see `randomKey` of @optical/graph. Encoders with one key in one graph drop the same elements. */
  readonly key: Value;
}

/** Drops elements of a tensor; `site` tells the places of an encoder apart. */
export type Drop = (x: Value, site: string) => Value;

export function dropper(options: DropoutOptions | undefined): Drop {
  return (x, site) => (options === undefined ? x : dropout(x, options.rate, options.key, site));
}
