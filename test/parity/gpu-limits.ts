/** WebGPU with limits of our own, below those of the device. */

import type { Backend } from '../../src/backends/index.js';
import type { GpuLimits } from '../../src/backends/webgpu/adapters.js';
import { Device } from '../../src/backends/webgpu/device.js';
import { WebGpuExecutable } from '../../src/backends/webgpu/executable.js';
import { type GpuProgram, lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { GpuMemoryError } from '../../src/errors.js';
import type { Program } from '../../src/graph/index.js';

/** A program in buffers that are as small as may be. */
function lowerTightly(program: Program, limits: GpuLimits): GpuProgram {
  for (let bindingBytes = 64; ; bindingBytes *= 2) {
    try {
      return lowerForGpu(program, null, 1, { ...limits, bindingBytes });
    } catch (error) {
      if (!(error instanceof GpuMemoryError)) throw error;
    }
  }
}

/** The GPU, which is given every tensor in a buffer of its own as far as a kernel may have so many. */
export async function tightBackend(): Promise<Backend> {
  const device = (await Device.open())!;
  return {
    name: 'webgpu',
    precision: 'f32',
    threads: 1,
    build: '',
    readBackSteps: 1,
    compile: (program) => WebGpuExecutable.create(device, lowerTightly(program, device.limits)),
    dispose: async () => device.destroy(),
  };
}
