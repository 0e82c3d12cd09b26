// The functions that the WASM core exports, by the folder of assembly/ they live in. Whoever
// exports a function from assembly/index.ts adds its line here; a test compares both lists.
// Addresses (`ptr`) are byte offsets into `memory`.

export interface CoreExports {
  readonly memory: WebAssembly.Memory;

  // schedule
  /** The first address above the core's static data. */
  heapBase(): number;

  // math

  // random

  // fft

  // config
}
