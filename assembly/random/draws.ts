/**
 * Draws made from threefry's bits, in JAX's arithmetic: every operation rounded to f32, no fused
 * multiply-add. `layout` is threefry's (0 original, 1 partitionable).
 */

import { erfinv32 } from '../math/erfinv';
import { randomBits, randomSplit } from './threefry';

/** The f32 in [0, 1) that the upper 23 bits of a word stand for. */
// @ts-ignore: decorator
@inline
function unitInterval(bits: u32): f32 {
  return reinterpret<f32>((bits >> 9) | 0x3f800000) - 1;
}

/** n uniform numbers in [lo, hi), f32[n] (jax.random.uniform). */
export function randomUniform(
  k0: u32, k1: u32, n: i32, lo: f32, hi: f32, layout: i32, out: usize,
): void {
  randomBits(k0, k1, n, layout, out);
  const span = hi - lo;
  const end = out + (<usize>n << 2);
  for (let p = out; p < end; p += 4) {
    const x = unitInterval(load<u32>(p)) * span + lo;
    store<f32>(p, max<f32>(lo, x));
  }
}

/** n standard normal numbers, f32[n]: sqrt(2)·erfinv(u), u in (-1, 1) (jax.random.normal). */
export function randomNormal(k0: u32, k1: u32, n: i32, layout: i32, out: usize): void {
  const lowest: f32 = reinterpret<f32>(0xbf7fffff);
  randomUniform(k0, k1, n, lowest, 1, layout, out);
  const factor: f32 = reinterpret<f32>(0x3fb504f3);
  const end = out + (<usize>n << 2);
  for (let p = out; p < end; p += 4) {
    store<f32>(p, factor * erfinv32(load<f32>(p)));
  }
}

/**
 * n integers in [lo, hi), i32[n] (jax.random.randint): 64 bits from two keys, reduced modulo the
 * span in 32-bit arithmetic. `scratch` holds 4·n bytes (at least 16). All are lo if hi ≤ lo.
 */
export function randomIntegers(
  k0: u32, k1: u32, n: i32, lo: i32, hi: i32, layout: i32, out: usize, scratch: usize,
): void {
  randomSplit(k0, k1, 2, layout, scratch);
  const l0 = load<u32>(scratch, 8);
  const l1 = load<u32>(scratch, 12);
  randomBits(load<u32>(scratch), load<u32>(scratch, 4), n, layout, out);
  randomBits(l0, l1, n, layout, scratch);
  const span: u32 = hi > lo ? <u32>hi - <u32>lo : 1;
  let multiplier: u32 = 0x10000 % span;
  multiplier = (multiplier * multiplier) % span;
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += 4) {
    const high = (load<u32>(out + i) % span) * multiplier;
    const offset = (high + (load<u32>(scratch + i) % span)) % span;
    store<i32>(out + i, lo + <i32>offset);
  }
}
