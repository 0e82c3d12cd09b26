/** What the host asks about convolutions before it runs them. */

import { CONV, CONV_PHASES, CONV_PHASES_WEIGHT_GRAD, CONV_WEIGHT_GRAD } from '../schedule/opcodes';
import { convScratch } from './conv';
import { phasesScratch } from './conv-phases';
import { phasesGradScratch } from './conv-phases-weight-grad';
import { convWeightGradScratch } from './conv-weight-grad';
import { haloStride } from './periodic-rows';

/**
 * Scratch bytes of an instruction of a convolution or of its weight gradient, whose operands may be
 * anywhere yet (arguments/conv.ts, arguments/conv-phases.ts).
 */
export function convScratchBytes(ip: usize, isF64: bool): i32 {
  return <i32>(isF64 ? scratchOf<f64>(ip) : scratchOf<f32>(ip));
}

function scratchOf<T>(ip: usize): usize {
  switch (load<i32>(ip)) {
    case CONV: return convScratch<T>(ip);
    case CONV_WEIGHT_GRAD: return convWeightGradScratch<T>(ip);
    case CONV_PHASES: return phasesScratch<T>(ip);
    case CONV_PHASES_WEIGHT_GRAD: return phasesGradScratch<T>(ip);
    default: unreachable();
  }
  return 0;
}

/** Bytes of a padded row of `width` points, of which the direct sum copies those of a block. */
export function paddedRowBytes(width: i32, halo: i32, isF64: bool): i32 {
  return isF64 ? haloStride<f64>(width, halo) << 3 : haloStride<f32>(width, halo) << 2;
}
