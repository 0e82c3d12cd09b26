/** The WebGPU backend: float32 on the GPU, with the same programs as the WASM core. */

import { loadCore } from '../../core/index.js';
import type { Program } from '../../graph/index.js';
import { beforeHolding } from '../../platform/index.js';
import type { Backend, BackendOptions, CompileOptions, Executable } from '../types.js';
import { adapterName, noAdapter } from './adapters.js';
import { Device } from './device.js';
import { WebGpuExecutable } from './executable.js';
import { lowerWithinGpuLimits } from './limits.js';

/** Steps between two read-backs at least: each one empties the queue. */
const READ_BACK_STEPS = 100;

class WebGpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly precision = 'f32';
  readonly threads = 1;
  readonly readBackSteps = READ_BACK_STEPS;

  constructor(private readonly device: Device) {}

  get build(): string {
    return adapterName(this.device.info);
  }

  async compile(program: Program, options: CompileOptions = {}): Promise<Executable> {
    await beforeHolding(program.graph.nodes.length);
    const lowered = lowerWithinGpuLimits(program, options, this.device.limits);
    return WebGpuExecutable.create(this.device, lowered);
  }

  async dispose(): Promise<void> {
    this.device.destroy();
  }
}

/** The GPU. Throws a PlaceError where there is none. */
export async function createWebGpuBackend({ gpu }: BackendOptions): Promise<Backend> {
  await loadCore();
  const device = await Device.open(gpu);
  if (!device) throw await noAdapter();
  return new WebGpuBackend(device);
}
