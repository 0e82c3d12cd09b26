/**
 * Kernels that go over tensors in vectors of four numbers, which takes them fewer and wider reads:
 * those whose extents and addresses are all multiples of four.
 */

import type { Place } from '../lowering/instructions.js';

/** Numbers in an element of a kernel's buffers. */
export type Lanes = 1 | 4;

export const VECTOR_BYTES = 16;

const isAligned = ({ byte, slices }: Place): boolean =>
  [byte, ...slices.map(({ stride }) => stride)].every((bytes) => bytes % VECTOR_BYTES === 0);

/**
 * In what elements a kernel can go over `places`, whose blocks are aligned, if its extents and
 * distances are these `numbers`.
 */
export const lanesOf = (numbers: readonly number[], places: readonly Place[]): Lanes =>
  numbers.every((n) => n % 4 === 0) && places.every(isAligned) ? 4 : 1;

/** What the prelude calls an element. */
export const elementTypes = (lanes: Lanes): Readonly<Record<string, number | string>> =>
  lanes === 1
    ? { VECTOR: 1, ELEMENT: 'f32', BITS: 'u32', TRUTH: 'bool' }
    : { VECTOR: 4, ELEMENT: 'vec4<f32>', BITS: 'vec4<u32>', TRUTH: 'vec4<bool>' };
