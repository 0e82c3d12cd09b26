/** The axes of tensors as kernels go over them: strides, and as few axes as these allow. */

import { sizeOf } from '../../arrays.js';
import type { Shape } from '../../graph/index.js';

/** The axes at which a new row may have to begin: [ensemble, batch, channel, …]. */
const ENSEMBLE_AXIS = 0;
const SAMPLE_AXIS = 2;

interface Axes {
  extents: number[];
  /** For each operand, elements from one index to the next along each axis. */
  strides: number[][];
}

/** Whether a tensor is a field of several axes. Of a spectrum, axis 3 is not one of space. */
export const hasPlanes = (shape: Shape): boolean => shape.length > 4 && shape[3] !== 2;

/**
 * Elements from one index to the next along each axis of a tensor, or of a range of its indices;
 * 0 along an axis of one index, which broadcasts.
 */
export const stridesOf = (tensor: Shape, range: Shape = tensor): number[] =>
  range.map((extent, axis) => (extent === 1 ? 0 : sizeOf(tensor.slice(axis + 1))));

/**
 * The axes of `shape`, as few as every operand's strides along them allow; at least one. The
 * ensemble axis is joined with none, and the axes of a sample with none before them, so that seeds
 * and samples are whole rows.
 */
export function joinAxes(shape: Shape, operands: readonly (readonly number[])[]): Axes {
  const extents: number[] = [];
  const strides: number[][] = operands.map(() => []);
  let inSample = false;
  let afterEnsemble = false;
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const last = extents.length - 1;
    const begins = afterEnsemble || (axis >= SAMPLE_AXIS && !inSample);
    if (axis >= SAMPLE_AXIS) inSample = true;
    afterEnsemble = axis === ENSEMBLE_AXIS;
    const joins =
      last >= 0 && !begins && strides.every((s, i) => s[last] === extent * operands[i][axis]);
    if (joins) {
      extents[last] *= extent;
      strides.forEach((s, i) => {
        s[last] = operands[i][axis];
      });
    } else {
      extents.push(extent);
      strides.forEach((s, i) => {
        s.push(operands[i][axis]);
      });
    }
  });
  if (extents.length === 0 || afterEnsemble) {
    extents.push(1);
    for (const s of strides) s.push(0);
  }
  return { extents, strides };
}
