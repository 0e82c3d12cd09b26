/** A backend that is replaced where `auto` chose a GPU which then goes away or has no room. */

import { DeviceLostError, GpuMemoryError } from '../errors.js';
import type { Choice } from './choose.js';
import type { Backend, BackendOptions } from './types.js';
import { createWasmBackend } from './wasm/backend.js';

/** `wasm simd`, `webgpu nvidia hopper …`. */
export const backendName = ({ name, build }: Backend): string => `${name} ${build}`;

/** The shaders' side is read by those who have a GPU only. */
async function createWebGpuBackend(options: BackendOptions): Promise<Backend> {
  const gpu = await import('./webgpu/backend.js');
  return gpu.createWebGpuBackend(options);
}

/** Starts the backend that was chosen. */
export function openBackend(options: BackendOptions, { backend }: Choice): Promise<Backend> {
  return backend === 'webgpu' ? createWebGpuBackend(options) : createWasmBackend(options);
}

/**
 * Lends a choice's backend to work that is done piece by piece with `do`. `onNotice` is told what
 * `auto` means and why, and where a piece starts again elsewhere.
 */
export async function withFailover<T>(
  options: BackendOptions,
  choice: Choice,
  onNotice: (notice: string) => void,
  work: (failover: FailoverBackend) => Promise<T>,
): Promise<T> {
  const failover = await FailoverBackend.open(options, choice, (why) =>
    onNotice(`${why}; starting again on ${backendName(failover.current)}`),
  );
  const { why } = failover.choice;
  if (why !== null) onNotice(`on ${backendName(failover.current)}: ${why}`);
  try {
    return await work(failover);
  } finally {
    await failover.dispose();
  }
}

export class FailoverBackend {
  private moves = 0;

  private constructor(
    private readonly options: BackendOptions,
    private backend: Backend,
    /** What the work was begun on, and why. */
    readonly choice: Choice,
    private readonly onMove: (why: string) => void,
  ) {}

  /**
   * Starts what was chosen, or WASM where `auto` chose a GPU that gives no device. `onMove` is
   * called when work is about to start again elsewhere.
   */
  static async open(
    options: BackendOptions,
    choice: Choice,
    onMove: (why: string) => void,
  ): Promise<FailoverBackend> {
    const make = (backend: Backend, made: Choice) =>
      new FailoverBackend(options, backend, made, onMove);
    try {
      return make(await openBackend(options, choice), choice);
    } catch (error) {
      if (choice.why === null || choice.backend === 'wasm') throw error;
      const why = `the GPU gives no device: ${(error as Error).message}`;
      return make(await createWasmBackend(options), { backend: 'wasm', why });
    }
  }

  get current(): Backend {
    return this.backend;
  }

  /** Whether work may yet start again elsewhere. */
  get mayMove(): boolean {
    return this.choice.why !== null && this.backend.name === 'webgpu';
  }

  /**
   * Does work that can start anew. Where the GPU is lost it does so, on a new device the first time
   * and then on WASM; where the GPU has no room, on WASM at once.
   */
  async do<T>(work: (backend: Backend) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(this.backend);
      } catch (error) {
        const lost = error instanceof DeviceLostError;
        if (!this.mayMove || !(lost || error instanceof GpuMemoryError)) throw error;
        await this.backend.dispose();
        this.backend = await this.replacement(lost && this.moves++ === 0);
        this.onMove(error.message);
      }
    }
  }

  private async replacement(tryGpu: boolean): Promise<Backend> {
    if (tryGpu) {
      try {
        return await createWebGpuBackend(this.options);
      } catch {
        // A GPU that does not come back is as good as none.
      }
    }
    return createWasmBackend(this.options);
  }

  dispose(): Promise<void> {
    return this.backend.dispose();
  }
}
