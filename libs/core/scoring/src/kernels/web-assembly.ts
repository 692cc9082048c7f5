export {};

/** What this package uses of the WebAssembly JavaScript interface, which only TypeScript's browser library declares. */
declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace WebAssembly {
    class Memory {
      constructor(descriptor: { initial: number; maximum: number; shared: true });
      readonly buffer: SharedArrayBuffer;
      grow(pages: number): number;
    }
    interface Module {
      readonly [Symbol.toStringTag]: 'WebAssembly.Module';
    }
    const Module: new (bytes: Uint8Array) => Module;
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, unknown>>);
      readonly exports: Record<string, unknown>;
    }
  }
}
