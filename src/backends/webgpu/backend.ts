// The WebGPU backend: float32 on the GPU, with the same programs as the WASM core.

import { loadCore } from '../../core/index.js';
import { UserError } from '../../errors.js';
import type { Program } from '../../graph/index.js';
import type { Backend, CompileOptions, Executable, Precision } from '../types.js';
import { Device } from './device.js';
import { WebGpuExecutable } from './executable.js';
import { lowerForGpu } from './lower.js';

class WebGpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly precision = 'f32';
  readonly threads = 1;

  constructor(private readonly device: Device) {}

  get build(): string {
    const { vendor, architecture, description } = this.device.info;
    return [vendor, architecture, description].filter(Boolean).join(' ');
  }

  async compile(
    program: Program,
    { remainder = null, stepsPerEpoch = 1 }: CompileOptions = {},
  ): Promise<Executable> {
    const lowered = lowerForGpu(program, remainder, stepsPerEpoch);
    const { maxStorageBufferBindingSize } = this.device.device.limits;
    const bytes = Math.max(lowered.memBytes, lowered.intBytes);
    if (bytes > maxStorageBufferBindingSize) {
      throw new UserError(
        `this would take ${bytes} bytes in one buffer; this GPU has at most ${maxStorageBufferBindingSize} (fewer points, samples, seeds or a smaller batch take less)`,
      );
    }
    return WebGpuExecutable.create(this.device, lowered);
  }

  async dispose(): Promise<void> {
    this.device.destroy();
  }
}

/** Throws a UserError where there is no adapter or another precision is asked for. */
export async function createWebGpuBackend(precision: Precision): Promise<Backend> {
  if (precision !== 'f32') {
    throw new UserError('WebGPU computes in f32; f64 is there on WASM (--backend wasm)');
  }
  await loadCore();
  const device = await Device.open();
  if (!device) {
    throw new UserError('there is no GPU adapter; `apebench doctor` says what to install');
  }
  return new WebGpuBackend(device);
}
