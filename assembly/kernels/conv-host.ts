/** What the host asks about convolutions before it runs them. */

import { CONV } from '../schedule/opcodes';
import { convScratch } from './conv';
import { convWeightGradScratch } from './conv-weight-grad';
import { haloStride } from './periodic-rows';

/**
 * Scratch bytes of an instruction, CONV or CONV_WEIGHT_GRAD, whose operands may be anywhere yet
 * (arguments/conv.ts).
 */
export function convScratchBytes(ip: usize, isF64: bool): i32 {
  if (load<i32>(ip) == CONV) return <i32>(isF64 ? convScratch<f64>(ip) : convScratch<f32>(ip));
  return <i32>(isF64 ? convWeightGradScratch<f64>(ip) : convWeightGradScratch<f32>(ip));
}

/** Bytes of a padded row of `width` points, of which the direct sum copies those of a block. */
export function paddedRowBytes(width: i32, halo: i32, isF64: bool): i32 {
  return isF64 ? haloStride<f64>(width, halo) << 3 : haloStride<f32>(width, halo) << 2;
}
