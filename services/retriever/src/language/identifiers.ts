import { loadModule } from 'cld3-asm';
import { getLIDModel } from 'fasttext.wasm.js';

/** fastText's lid.176: the part of it that is used. */
export interface FastTextIdentifier {
  load(): Promise<unknown>;
  readonly model: {
    /** Labels such as `__label__hi` with their probabilities, most probable first. */
    predict(line: string, most: number, threshold: number): WasmList<readonly [number, string]>;
  };
}

/** A list in the memory of a WebAssembly module, which is not collected as garbage. */
export interface WasmList<T> {
  size(): number;
  get(index: number): T;
  delete(): void;
}

/** CLD3: the part of it that is used. */
export interface Cld3Factory {
  create(
    minBytes: number,
    maxBytes: number,
  ): { findLanguage(text: string): { readonly language: string; readonly probability: number } };
}

// Both packages declare their types in files that refer to each other in a way which only bundlers resolve.
export const openFastText = getLIDModel as unknown as () => Promise<FastTextIdentifier>;
export const openCld3 = loadModule as unknown as () => Promise<Cld3Factory>;
