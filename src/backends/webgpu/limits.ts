/** What a program takes of a GPU's memory, against what there is. */

import { GpuMemoryError } from '../../errors.js';
import type { Program } from '../../graph/index.js';
import type { CompileOptions, PlannedMemory } from '../types.js';
import { type GpuProgram, lowerForGpu } from './lower.js';

/**
 * Lowers a program. Throws a `GpuMemoryError` with the bytes that it would take in one buffer, if
 * that is more than `most`.
 */
export function lowerWithinGpuLimits(
  program: Program,
  { remainder = null, stepsPerEpoch = 1 }: CompileOptions,
  most: number,
): GpuProgram {
  const lowered = lowerForGpu(program, remainder, stepsPerEpoch, most);
  const shards = lowered.shards.map(({ rows, row }) => 4 * rows * row);
  const bytes = Math.max(lowered.memBytes, lowered.intBytes, ...shards);
  if (bytes > most) {
    throw new GpuMemoryError(
      `this would take ${bytes.toLocaleString('en-US')} bytes in one buffer; ` +
        `this GPU has at most ${most.toLocaleString('en-US')} ` +
        '(fewer points, samples, seeds or a smaller batch take less)',
      { bytes, most },
    );
  }
  return lowered;
}

/** What a program takes of a GPU's memory. */
export function gpuMemory(program: Program): PlannedMemory {
  const { memBytes, keptBytes, intBytes, parameters, shards } = lowerForGpu(program, null, 1);
  const data = shards.reduce((sum, { rows, row }) => sum + 4 * rows * row, 0);
  return {
    bytes: memBytes + intBytes + parameters.byteLength + data,
    stepBytes: memBytes - keptBytes,
  };
}
