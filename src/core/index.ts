/**
 * The WASM core of this thread: loaded once, then called synchronously.
 *
 * Public entry points await `loadCore()`; what they call is synchronous and uses `core()`.
 * The core itself never allocates: addresses come from `withScratch` and `reserve`.
 */

import { UserError } from '../errors.js';
import type { HostWasmMemory, HostWasmModule } from '../host-types.js';
import { requireWebAssembly, withinAddresses } from './address-space.js';
import { assetUrl, type CoreBuild, readAsset } from './assets.js';
import type { CoreExports } from './exports.js';

export { requireThreads, withinAddresses } from './address-space.js';
export { argumentWords, f64Words } from './argument-words.js';
export {
  type AssetName,
  type Assets,
  assetUrl,
  type CoreBuild,
  configure,
  readAsset,
} from './assets.js';
export type { CoreExports } from './exports.js';
export { hasRelaxedSimd } from './relaxed-simd.js';
export {
  NO_PRODUCTS,
  type Operand,
  type Pass,
  type Transform,
  transformPasses,
} from './transform-passes.js';

/** Every block is aligned to this many bytes and may be read this many bytes past its end. */
const ALIGNMENT = 16;
const READABLE_BEYOND = 64;
const PAGE = 65536;
/** What the builds of the core ask for (asconfig.json), and what WebAssembly has. */
const LEAST_PAGES = 16;
const MOST_PAGES = 65536;

export interface Core extends CoreExports {
  /**
   * Lends `bytes` bytes (16-byte aligned, contents undefined) to `use` and takes them back when
   * it returns or throws. Calls may nest. Make views on `memory.buffer` inside `use`, after every
   * nested call: the buffer is replaced when the memory grows.
   */
  withScratch<T>(bytes: number, use: (ptr: number) => T): T;
  /** A block that is never taken back (tables, plans). Not inside `withScratch`. */
  reserve(bytes: number): number;
}

const compiled = new Map<CoreBuild, Promise<HostWasmModule>>();
let loading: Promise<Core> | undefined;
let loaded: Core | undefined;

/** A compiled build of the core, which may be posted to a worker. */
export async function coreModule(build: CoreBuild = 'core.wasm'): Promise<HostWasmModule> {
  let module = compiled.get(build);
  if (!module) {
    requireWebAssembly();
    module = readAsset(build).then((bytes) => compile(build, bytes));
    compiled.set(build, module);
    // What could not be read may be there later, or elsewhere.
    module.catch(() => compiled.delete(build));
  }
  return module;
}

async function compile(
  build: CoreBuild,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    // A server may give a page of its own for what it has not.
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    throw new UserError(
      `${assetUrl(build).href} is not the WASM core (${error.message}); configure({ assets }) ` +
        `names the folder that holds ${build}`,
    );
  }
}

/** Instantiates the core once per thread; later calls return the same one. */
export function loadCore(module?: HostWasmModule): Promise<Core> {
  loading ??= instantiateCore(module).then(
    (instance) => {
      loaded = instance;
      return instance;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The core of this thread. Throws a UserError if `loadCore` has not been awaited. */
export function core(): Core {
  if (loaded) return loaded;
  throw new UserError(
    'the WASM core is not loaded yet: whatever computes loads it, as `await random.split([0, 0])` does',
  );
}

/**
 * An instance of its own, on `memory` from its first byte on (at least `LEAST_PAGES`, all zero);
 * default: a new one.
 */
export async function instantiateCore(
  module?: HostWasmModule,
  memory?: HostWasmMemory,
): Promise<Core> {
  const wanted = module ?? (await coreModule());
  const own = memory ?? (await withinAddresses(newMemory));
  const imports: WebAssembly.Imports = { env: { memory: own } };
  const instance = await withinAddresses(() => WebAssembly.instantiate(wanted, imports));
  const exports = instance.exports as unknown as CoreExports;
  return { ...exports, memory: own, ...stackAllocator(own, exports.heapBase()) };
}

const newMemory = () => new WebAssembly.Memory({ initial: LEAST_PAGES, maximum: MOST_PAGES });

function grow(memory: HostWasmMemory, pages: number, bytes: number): void {
  try {
    memory.grow(pages);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`this would take ${bytes} bytes of memory; WebAssembly has no more left`);
  }
}

/** A stack of blocks that starts at `base` and grows the memory as needed. */
function stackAllocator(
  memory: HostWasmMemory,
  base: number,
): Pick<Core, 'withScratch' | 'reserve'> {
  let top = alignUp(base);
  let depth = 0;

  const push = (bytes: number): number => {
    const ptr = top;
    const end = alignUp(ptr + bytes);
    const missing = end + READABLE_BEYOND - memory.buffer.byteLength;
    if (missing > 0) grow(memory, Math.ceil(missing / PAGE), end);
    top = end;
    return ptr;
  };

  return {
    withScratch(bytes, use) {
      const mark = top;
      const ptr = push(bytes);
      depth++;
      try {
        return use(ptr);
      } finally {
        depth--;
        top = mark;
      }
    },
    reserve(bytes) {
      if (depth > 0) throw new Error('reserve was called inside withScratch');
      return push(bytes);
    },
  };
}

const alignUp = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;
