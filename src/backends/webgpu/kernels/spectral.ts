/**
 * Fourier transforms and products of spectra on WebGPU: one pass for each axis. The last axis comes
 * first in rfft and last in irfft.
 */

import { sizeOf } from '../../../arrays.js';
import {
  type ComplexMulAttrs,
  type IrfftAttrs,
  modeShape,
  onAxis,
  type RfftAttrs,
  type Shape,
} from '../../../graph/index.js';
import { stridesOf } from '../../lowering/axes.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import type { Scaled } from '../passes/scale-transforms.js';
import { offsetText } from './index-text.js';
import { pass, runsOf } from './spectral-pass.js';

export function rfft(c: GpuContext): void {
  const { modes, cutoff, doubled, scale = 1 } = c.node.attrs as RfftAttrs & Scaled;
  const x = c.node.inputs[0].shape;
  const space = x.slice(3);
  const bands = modeShape(space, modes);
  const lines = sizeOf(x.slice(0, 3));
  const last = space.length - 1;
  let from = c.input(0);
  for (let axis = last; axis >= 0; axis--) {
    const before = sizeOf(space.slice(0, axis));
    const after = sizeOf(bands.slice(axis + 1));
    const points = space[axis];
    const outputs = bands[axis];
    const to = axis === 0 ? c.output(0) : c.workspace(2 * lines * before * outputs * after);
    const factor = axis === last ? scale : 1;
    const runs = runsOf(
      points,
      axis === last,
      { modes: modes && onAxis(modes, axis), cutoff },
      doubled,
      factor,
    );
    const extents = { lines, before, after, points, inputs: points, outputs, runs };
    pass(c, axis === last ? 'realToComplex' : 'forward', extents, from, to);
    from = to;
  }
}

export function irfft(c: GpuContext): void {
  const { space, modes, cutoff, halved, scale = 1 } = c.node.attrs as IrfftAttrs & Scaled;
  const bands = modeShape(space, modes);
  const lines = sizeOf(c.node.output.shape.slice(0, 3));
  const last = space.length - 1;
  let from = c.input(0);
  for (let axis = 0; axis <= last; axis++) {
    const before = sizeOf(space.slice(0, axis));
    const after = sizeOf(bands.slice(axis + 1));
    const points = space[axis];
    const to = axis === last ? c.output(0) : c.workspace(2 * lines * before * points * after);
    const factor = axis === last ? scale : 1;
    const runs = runsOf(
      points,
      axis === last,
      { modes: modes && onAxis(modes, axis), cutoff },
      !halved,
      factor,
    );
    const extents = { lines, before, after, points, inputs: bands[axis], outputs: points, runs };
    pass(c, axis === last ? 'complexToReal' : 'inverse', extents, from, to);
    from = to;
  }
}

const PLANES = 3;

export function complexMul(c: GpuContext): void {
  const { conjugate } = c.node.attrs as ComplexMulAttrs;
  const y = c.node.output.shape;
  const withoutPlanes = (shape: Shape) => shape.filter((_, axis) => axis !== PLANES);
  const modesOf = (shape: Shape) => sizeOf(shape.slice(PLANES + 1));
  const extents = withoutPlanes(y);
  const offset = (shape: Shape) => {
    return offsetText('id', extents, withoutPlanes(stridesOf(shape)));
  };
  const [a, b] = c.node.inputs;
  const count = sizeOf(extents);
  c.dispatch({
    shader: 'complex-mul',
    values: {
      COUNT: count,
      MODES: modesOf(y),
      A: offset(a.shape),
      B: offset(b.shape),
      A_PLANE: modesOf(a.shape),
      B_PLANE: modesOf(b.shape),
      SIGN: conjugate ? '-1.0' : '1.0',
    },
    workgroups: groupsOf(count),
    operands: [c.input(0), c.input(1), c.output(0)],
  });
}
