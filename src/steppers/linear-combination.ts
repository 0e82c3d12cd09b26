/** Sums of spectra with constant operators, as a graph function. */

import { sizeOf, typeOf } from '../arrays.js';
import { check } from '../checks.js';
import { checkTensors, type Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/**
 * A spectrum `[E, B, C, 2, ...modes]` and what multiplies it: `[2, ...modes]` for all channels,
 * `[C, 2, ...modes]`, or nothing.
 */
export interface SpectralTerm {
  spectrum: Tensor;
  operator: Float64Array | null;
}

/**
 * An operator `[1 or C, 2, ...modes]` times a spectrum; a real operator costs one real product per
 * plane.
 */
export function applyOperator(spectrum: Tensor, operator: Float64Array): Tensor {
  checkTensors('applyOperator', [spectrum]);
  const modes = spectrum.shape.slice(4);
  const size = sizeOf(modes);
  check('an operator', operator, {
    allowed: `a Float64Array of [2, ${modes}] numbers, or of as many for each channel`,
    fits: () => typeOf(operator) === 'Float64Array' && operator.length % (2 * size) === 0,
  });
  const channels = operator.length / (2 * size);
  if (isReal(operator, size)) {
    const factors = ops.constant(realPlanes(operator, size), [1, 1, channels, 1, ...modes]);
    return ops.mul(spectrum, factors);
  }
  return ops.complexMul(spectrum, ops.constant(operator, [1, 1, channels, 2, ...modes]));
}

/** The sum of operator times spectrum over all terms, in their order. */
export function linearCombination(terms: readonly SpectralTerm[]): Tensor {
  const parts = terms.map(({ spectrum, operator }) =>
    operator === null ? spectrum : applyOperator(spectrum, operator),
  );
  return parts.reduce((sum, part) => ops.add(sum, part));
}

/** Whether the second plane of every channel is zero. */
function isReal(operator: Float64Array, size: number): boolean {
  for (let at = size; at < operator.length; at += 2 * size) {
    if (operator.subarray(at, at + size).some((value) => value !== 0)) return false;
  }
  return true;
}

/** One array per operator, so that a program holds each constant once. */
const knownReals = new WeakMap<Float64Array, Float64Array>();

/** The first plane of every channel. */
function realPlanes(operator: Float64Array, size: number): Float64Array {
  let real = knownReals.get(operator);
  if (real === undefined) {
    real = new Float64Array(operator.length / 2);
    for (let at = 0; at < real.length; at += size) {
      real.set(operator.subarray(2 * at, 2 * at + size), at);
    }
    knownReals.set(operator, real);
  }
  return real;
}
