/** The GPU's measured peak: what fused multiplications and additions on registers alone reach. */

import { Device } from './device.js';
import { OPERAND_BYTES, OPERANDS } from './kernel.js';

// Flags of GPUBufferUsage, which are no globals in Node.
const COPY_DST = 0x0008;
const UNIFORM = 0x0040;
const STORAGE = 0x0080;
/**
 * Of one round of shaders/peak.wgsl: eight chains of vectors of four, four times multiplied and
 * added to.
 */
const ROUND_FLOPS = 8 * 4 * 4 * 2;
const GROUPS = 4096;
const INVOCATIONS = 64 * GROUPS;
/** A submit that takes this long is measured well, and far from any watchdog. */
const LONG_MS = 20;

/** Floating-point operations a second. */
export async function measureGpuPeak(ms: number): Promise<number> {
  const device = await Device.open();
  if (!device) throw new Error('the GPU is gone');
  try {
    const submit = await peakKernel(device);
    let rounds = 1;
    while ((await submit(rounds)) < LONG_MS) rounds *= 2;
    let best = Number.POSITIVE_INFINITY;
    const end = performance.now() + ms;
    do best = Math.min(best, await submit(rounds));
    while (performance.now() < end);
    return (rounds * ROUND_FLOPS * INVOCATIONS) / (best / 1000);
  } finally {
    device.destroy();
  }
}

/** Runs so many rounds and gives the milliseconds that they took. */
async function peakKernel(device: Device): Promise<(rounds: number) => Promise<number>> {
  const gpu = device.device;
  const { pipeline, layout } = await device.pipeline({
    key: 'peak',
    shader: 'peak',
    values: {},
    slots: [0],
    lanes: 1,
  });
  const buffer = (size: number, usage: number) => gpu.createBuffer({ size, usage });
  const mem = buffer(16, STORAGE | COPY_DST);
  const ints = buffer(16, STORAGE | COPY_DST);
  const operands = buffer(OPERANDS * OPERAND_BYTES, UNIFORM);
  gpu.queue.writeBuffer(mem, 0, Float32Array.of(0.875, 0.125));
  const group = gpu.createBindGroup({
    layout,
    entries: [operands, ints, mem].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const encode = () => {
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group, [0]);
    pass.dispatchWorkgroups(GROUPS);
    pass.end();
    return encoder.finish();
  };
  return async (rounds) => {
    const start = performance.now();
    await device.scoped('the kernel peak', () => {
      gpu.queue.writeBuffer(ints, 0, Int32Array.of(rounds));
      gpu.queue.submit([encode()]);
    });
    await device.wait(gpu.queue.onSubmittedWorkDone());
    return performance.now() - start;
  };
}
