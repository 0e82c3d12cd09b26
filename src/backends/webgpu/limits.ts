/** What a program takes of a GPU's memory, against what there is. */

import type { Program } from '../../graph/index.js';
import type { CompileOptions, PlannedMemory } from '../types.js';
import type { GpuLimits } from './adapters.js';
import { requireFit } from './buffers.js';
import { type GpuProgram, lowerForGpu } from './lower.js';

/** Lowers a program. Throws a `GpuMemoryError`, with the bytes, if it does not fit the limits. */
export function lowerWithinGpuLimits(
  program: Program,
  { remainder = null, stepsPerEpoch = 1 }: CompileOptions,
  limits: GpuLimits,
): GpuProgram {
  const lowered = lowerForGpu(program, remainder, stepsPerEpoch, limits);
  requireFit(Math.max(lowered.intBytes, ...lowered.buffers), limits.bindingBytes);
  return lowered;
}

/** What a program takes of a GPU's memory. */
export function gpuMemory(program: Program): PlannedMemory {
  const { buffers, keptBytes, intBytes, parameters, shards } = lowerForGpu(program, null, 1);
  const sum = (bytes: readonly number[]) => bytes.reduce((a, b) => a + b, 0);
  const tensors = buffers.slice(0, buffers.length - shards.length);
  return {
    bytes: sum(buffers) + intBytes + parameters.byteLength,
    stepBytes: sum(tensors) - keptBytes,
  };
}
