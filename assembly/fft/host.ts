/**
 * Exports for the host side: building plans, and transforms of float64 data outside any program.
 */

import { fftColumns } from '../kernels/fft-columns';
import { irfft, rfft } from '../kernels/spectral';
import { items, setScratch } from '../schedule/args';
import { IRFFT, RFFT } from '../schedule/opcodes';
import { columnBytes } from './columns';
import { planBytes, planInit, workBytes } from './plan';
import { productBytes } from './products';

/** Bytes of a plan (kinds: see plan.ts); f64flag 1: float64, 0: float32. */
export function fftPlanBytes(n: i32, kind: i32, f64flag: i32): i32 {
  return f64flag ? planBytes<f64>(n, kind) : planBytes<f32>(n, kind);
}

/** Writes the plan to `ptr` (16-byte aligned); it may be moved afterwards. */
export function fftPlanInit(ptr: usize, n: i32, kind: i32, f64flag: i32): void {
  if (f64flag) planInit<f64>(ptr, n, kind);
  else planInit<f32>(ptr, n, kind);
}

/** Scratch bytes of rfft, irfft and fftColumns of n points. */
export function fftScratchBytes(n: i32): i32 {
  return max(workBytes(n), columnBytes(n));
}

/** Scratch bytes of rfft that it needs beside these where it makes products. */
export function fftProductBytes(n: i32): i32 {
  return <i32>productBytes(n);
}

/** Runs all items of a float64 instruction of rfft, irfft or fftColumns. */
export function transformHost(ip: usize, work: usize): void {
  setScratch(work);
  const opcode = <i32>load<u32>(ip);
  if (opcode == RFFT) rfft<f64>(ip, 0, items(ip));
  else if (opcode == IRFFT) irfft<f64>(ip, 0, items(ip));
  else fftColumns<f64>(ip, 0, items(ip));
}
