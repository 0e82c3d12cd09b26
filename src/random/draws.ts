/**
 * Random numbers drawn from a key, with the values and the order of `jax.random`.
 *
 * Uniform draws, integers and permutations equal JAX's to the bit; normal draws agree to 4 ulp.
 * A shape is given as its extents or as the number of values; arrays come flat, row-major. In the
 * original layout a value depends on how many are drawn. Everything here needs the core.
 */

import { check, FINITE, FLAG, type Rule, requireMemory, wholeFrom } from '../checks.js';
import { core } from '../core/index.js';
import { UserError } from '../errors.js';
import { checkKey, type Key, layoutOf, type RandomOptions } from './keys.js';

/** The extents of an array, or the number of its values. */
export type Shape = number | readonly number[];

const EXTENT = wholeFrom(0);
const SHAPE: Rule = {
  allowed: 'a whole number from 0 on, or a list of such',
  fits: (shape) => EXTENT.fits(shape) || (Array.isArray(shape) && shape.every(EXTENT.fits)),
};

/** How many values there are to be drawn. @throws UserError for what is no key, or no shape. */
function sizeOf(key: Key, shape: Shape): number {
  checkKey(key);
  check('the shape of a draw', shape, SHAPE);
  const extents = typeof shape === 'number' ? [shape] : shape;
  requireMemory('a draw', extents);
  return extents.reduce((size, extent) => size * extent, 1);
}

function checkLimits(lo: number, hi: number): void {
  check('the lower limit of a draw', lo, FINITE);
  check('the upper limit of a draw', hi, FINITE);
}

/** 32 random bits per value (`jax.random.bits`). */
export function randomBits(key: Key, shape: Shape, options?: RandomOptions): Uint32Array {
  const { memory, randomBits, withScratch } = core();
  const n = sizeOf(key, shape);
  return withScratch(4 * n, (out) => {
    randomBits(key[0], key[1], n, layoutOf(options), out);
    return new Uint32Array(memory.buffer, out, n).slice();
  });
}

/** Uniform float32 numbers in [lo, hi) (`jax.random.uniform`); `lo` if `lo` equals `hi`. */
export function uniform(
  key: Key,
  shape: Shape,
  lo = 0,
  hi = 1,
  options?: RandomOptions,
): Float32Array {
  checkLimits(lo, hi);
  const { memory, randomUniform, withScratch } = core();
  const n = sizeOf(key, shape);
  return withScratch(4 * n, (out) => {
    randomUniform(key[0], key[1], n, lo, hi, layoutOf(options), out);
    return new Float32Array(memory.buffer, out, n).slice();
  });
}

/** Standard normal float32 numbers (`jax.random.normal`). */
export function normal(key: Key, shape: Shape, options?: RandomOptions): Float32Array {
  const { memory, randomNormal, withScratch } = core();
  const n = sizeOf(key, shape);
  return withScratch(4 * n, (out) => {
    randomNormal(key[0], key[1], n, layoutOf(options), out);
    return new Float32Array(memory.buffer, out, n).slice();
  });
}

/** Integers in [lo, hi), both 32-bit (`jax.random.randint`); `lo` if `hi` is not above it. */
export function randint(
  key: Key,
  shape: Shape,
  lo: number,
  hi: number,
  options?: RandomOptions,
): Int32Array {
  checkLimits(lo, hi);
  const { memory, randomIntegers, withScratch } = core();
  const n = sizeOf(key, shape);
  const bytes = Math.max(16, 4 * n);
  return withScratch(2 * bytes, (out) => {
    randomIntegers(key[0], key[1], n, lo, hi, layoutOf(options), out, out + bytes);
    return new Int32Array(memory.buffer, out, n).slice();
  });
}

/** A permutation of 0 … n-1 (`jax.random.permutation` of an integer). */
export function permutation(key: Key, n: number, options?: RandomOptions): Int32Array {
  checkKey(key);
  check('the length of a permutation', n, EXTENT);
  const { memory, randomPermutation, randomPermutationScratch, withScratch } = core();
  return withScratch(4 * n + randomPermutationScratch(n), (out) => {
    randomPermutation(key[0], key[1], n, layoutOf(options), out, out + 4 * n);
    return new Int32Array(memory.buffer, out, n).slice();
  });
}

/**
 * `shape` indices out of 0 … n-1, all equally likely, with or without replacement
 * (`jax.random.choice` without weights). Throws a UserError where there are too few.
 */
export function choice(
  key: Key,
  n: number,
  shape: Shape,
  replace = true,
  options?: RandomOptions,
): Int32Array {
  const size = sizeOf(key, shape);
  check('what is chosen of', n, EXTENT);
  check('replace', replace, FLAG);
  if (n < 1 || (!replace && size > n)) {
    throw new UserError(`cannot choose ${size} of ${n} without taking one twice`);
  }
  return replace ? randint(key, shape, 0, n, options) : permutation(key, n, options).slice(0, size);
}
