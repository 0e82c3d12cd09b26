// Exports for the host side: building plans, and transforms of float64 data outside any program.

import { planBytes, planInit } from './plan';
import { SPACE_BYTES, Space, setSpace, spaceBytes, spaceForward, spaceInverse } from './space';

/** Bytes of a plan (kinds: see plan.ts); f64flag 1: float64, 0: float32. */
export function fftPlanBytes(n: i32, kind: i32, f64flag: i32): i32 {
  return f64flag ? planBytes<f64>(n, kind) : planBytes<f32>(n, kind);
}

/** Writes the plan to `ptr` (16-byte aligned); it may be moved afterwards. */
export function fftPlanInit(ptr: usize, n: i32, kind: i32, f64flag: i32): void {
  if (f64flag) planInit<f64>(ptr, n, kind);
  else planInit<f32>(ptr, n, kind);
}

/** Scratch bytes of rfft and irfft (extents in order, unused axes 1). */
export function spectralScratchBytes(dims: i32, n0: i32, n1: i32, n2: i32, f64flag: i32): i32 {
  const na = dims == 3 ? n0 : 1;
  const nb = dims == 3 ? n1 : dims == 2 ? n0 : 1;
  const nl = dims == 3 ? n2 : dims == 2 ? n1 : n0;
  const bytes = f64flag ? spaceBytes<f64>(na, nb, nl) : spaceBytes<f32>(na, nb, nl);
  return bytes + <i32>SPACE_BYTES;
}

/**
 * rfftn of `lines` float64 fields [lines, n0, (n1, (n2))] to [lines, 2, .., N/2+1], unscaled.
 * plan0..2: float64 plans of the axes (last: kind 1, others: kind 0); work: spectralScratchBytes.
 */
export function rfftHost(
  x: usize, y: usize, plan0: usize, plan1: usize, plan2: usize,
  lines: i32, dims: i32, n0: i32, n1: i32, n2: i32, work: usize,
): void {
  const space = changetype<Space>(work);
  setSpace(space, dims, n0, n1, n2, plan0, plan1, plan2, 0, -1);
  spaceForward<f64>(space, x, y, lines, false, work + SPACE_BYTES);
}

/** The unscaled inverse (c2r order) of rfftHost. */
export function irfftHost(
  x: usize, y: usize, plan0: usize, plan1: usize, plan2: usize,
  lines: i32, dims: i32, n0: i32, n1: i32, n2: i32, work: usize,
): void {
  const space = changetype<Space>(work);
  setSpace(space, dims, n0, n1, n2, plan0, plan1, plan2, 0, -1);
  spaceInverse<f64>(space, x, y, lines, false, work + SPACE_BYTES);
}
