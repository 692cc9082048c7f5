import { createColors } from 'picocolors';

/** Terminal colours; the identity where the output is not a terminal. */
export type Colors = ReturnType<typeof createColors>;

export const colorsFor = (stream: { readonly isTTY?: boolean }): Colors => createColors(stream.isTTY === true);
