/** Sums of spectra with constant operators, as a graph function. */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** A spectrum `[E, B, C, 2, ...modes]` and what multiplies it: planes `[2, ...modes]`, or nothing. */
export interface SpectralTerm {
  spectrum: Tensor;
  operator: Float64Array | null;
}

/** An operator times a spectrum; a real operator costs one real product per plane. */
export function applyOperator(spectrum: Tensor, operator: Float64Array): Tensor {
  const modes = spectrum.shape.slice(4);
  const size = operator.length / 2;
  const imaginary = operator.subarray(size);
  if (imaginary.every((value) => value === 0)) {
    return ops.mul(spectrum, ops.constant(realPart(operator), [1, 1, 1, 1, ...modes]));
  }
  return ops.complexMul(spectrum, ops.constant(operator, [1, 1, 1, 2, ...modes]));
}

/** The sum of operator times spectrum over all terms, in their order. */
export function linearCombination(terms: readonly SpectralTerm[]): Tensor {
  const parts = terms.map(({ spectrum, operator }) =>
    operator === null ? spectrum : applyOperator(spectrum, operator),
  );
  return parts.reduce((sum, part) => ops.add(sum, part));
}

/** One array per operator, so that a program holds each constant once. */
const realParts = new WeakMap<Float64Array, Float64Array>();

function realPart(operator: Float64Array): Float64Array {
  let part = realParts.get(operator);
  if (part === undefined) {
    part = operator.slice(0, operator.length / 2);
    realParts.set(operator, part);
  }
  return part;
}
