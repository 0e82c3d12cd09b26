/** WebGPU with limits of our own, below those of the device. */

import type { Backend, CompileOptions } from '../../src/backends/index.js';
import type { GpuLimits } from '../../src/backends/webgpu/adapters.js';
import { Device } from '../../src/backends/webgpu/device.js';
import { WebGpuExecutable } from '../../src/backends/webgpu/executable.js';
import { type GpuProgram, lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { GpuMemoryError } from '../../src/errors.js';
import type { Program } from '../../src/graph/index.js';

/** A program in buffers that are as small as may be. */
export function lowerTightly(
  program: Program,
  limits: Omit<GpuLimits, 'bindingBytes'>,
  { remainder = null, stepsPerEpoch = 1 }: CompileOptions = {},
): GpuProgram {
  for (let bindingBytes = 64; ; bindingBytes *= 2) {
    try {
      return lowerForGpu(program, remainder, stepsPerEpoch, { ...limits, bindingBytes });
    } catch (error) {
      if (!(error instanceof GpuMemoryError)) throw error;
    }
  }
}

/**
 * The GPU, which is given every tensor in a buffer of its own as far as a kernel may have so many;
 * `onLowered` is told of what it is given.
 */
export async function tightBackend(
  maxStorageBuffers?: number,
  onLowered: (program: GpuProgram) => void = () => {},
): Promise<Backend> {
  const device = (await Device.open(maxStorageBuffers ? { maxStorageBuffers } : {}))!;
  return {
    name: 'webgpu',
    precision: 'f32',
    threads: 1,
    build: '',
    readBackSteps: 1,
    compile: (program, options) => {
      const lowered = lowerTightly(program, device.limits, options);
      onLowered(lowered);
      return WebGpuExecutable.create(device, lowered);
    },
    dispose: async () => device.destroy(),
  };
}
