// Adam: shaders/optimizer.wgsl.

import { sizeOf } from '../../../graph/index.js';
import type { AdamAttrs } from '../../../graph/ops/adam.js';
import type { Place } from '../../wasm/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { foldText } from './tree-sum.js';

/** A gradient that is still to be folded: partial sums [E, parts, …]. */
export interface GradientParts {
  place: Place;
  parts: number;
}

/** One step for one tensor of parameters, by the gradient that is the second input or by the given partial sums of it. */
export function adam(
  c: GpuContext,
  { place, parts }: GradientParts = { place: c.input(1), parts: 1 },
): void {
  const { b1, b2, eps } = c.node.attrs as AdamAttrs;
  const { shape } = c.node.output;
  const count = sizeOf(shape);
  c.dispatch({
    shader: 'optimizer',
    values: {
      COUNT: count,
      LENGTH: count / shape[0],
      PARTS: parts,
      FOLD: foldText(parts),
      B1: b1,
      A1: 1 - b1,
      B2: b2,
      A2: 1 - b2,
      EPS: eps,
    },
    workgroups: dispatch1d(count),
    operands: [
      c.input(0),
      place,
      c.input(2),
      c.input(3),
      ...[0, 1, 2].map((i) => c.output(i)),
      ...[4, 5, 6].map((i) => c.input(i)),
    ],
  });
}
