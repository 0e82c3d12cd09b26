/**
 * Which points the kernels of a convolution read, along each of three axes; leading ones of one
 * point for those that a space has not.
 *
 * A kernel goes through the points of one side of the convolution and reads those of the other:
 * the output reads the input, and for the adjoint the input reads the output.
 */

import { sizeOf } from '../../../arrays.js';
import {
  type Boundary,
  type ConvAxis,
  type ConvGeometry,
  convAxis,
  inputSpace,
  outputSpace,
  pointAt,
} from '../../../graph/index.js';

/** The side whose points a kernel goes through. */
export type Side = 'input' | 'output';

/** What a point reads through a tap. */
interface Hit {
  tap: number;
  source: number;
}

/** What the points of a side read along one axis. */
export interface AxisReads {
  points: number;
  /** Points of the other side. */
  sources: number;
  taps: number;
  /**
   * Point n reads through every tap t the one source (n·factor + from + t·step) mod sources; null
   * where that is not so.
   */
  rule: { factor: number; from: number; step: number } | null;
  /** Where there is no such rule, for each point what it reads. */
  hits: Hit[][];
}

const modulo = (a: number, n: number) => ((a % n) + n) % n;

function hitsOf(axis: ConvAxis, boundary: Boundary, side: Side): Hit[][] {
  const hits: Hit[][] = Array.from({ length: axis[side] }, () => []);
  for (let n = 0; n < axis.output; n++) {
    for (let tap = 0; tap < axis.kernel; tap++) {
      const m = pointAt(axis, boundary, n * axis.stride + tap * axis.dilation - axis.before);
      if (m < 0) continue;
      const [point, source] = side === 'output' ? [n, m] : [m, n];
      hits[point].push({ tap, source });
    }
  }
  return hits;
}

function ruleOf(axis: ConvAxis, boundary: Boundary, side: Side): AxisReads['rule'] {
  const { input, output, stride, dilation, inputDilation, before } = axis;
  if (boundary !== 'periodic') return null;
  // The side that is read has a point at every place.
  const [sources, factor, between, sign] =
    side === 'output' ? [input, stride, inputDilation, 1] : [output, inputDilation, stride, -1];
  if (between !== 1) return null;
  return { factor, from: modulo(-sign * before, sources), step: modulo(sign * dilation, sources) };
}

/** An axis that a space has not. */
const ONE_POINT = convAxis(1, 1);

/** What the points of a side read along three axes. With one tap all points are one row. */
export function readsOf(geometry: ConvGeometry, side: Side): AxisReads[] {
  const { boundary } = geometry;
  const pointwise = geometry.axes.every(
    ({ kernel, stride, inputDilation }) => kernel * stride * inputDilation === 1,
  );
  const axes = pointwise ? [convAxis(sizeOf(inputSpace(geometry)), 1)] : geometry.axes;
  const ofAxis = (axis: ConvAxis, beyond: Boundary): AxisReads => {
    const rule = ruleOf(axis, beyond, side);
    return {
      points: axis[side],
      sources: axis[side === 'output' ? 'input' : 'output'],
      taps: axis.kernel,
      rule,
      hits: rule ? [] : hitsOf(axis, beyond, side),
    };
  };
  const ones = [ONE_POINT, ONE_POINT].slice(axes.length - 1);
  return [
    ...ones.map((axis) => ofAxis(axis, 'periodic')),
    ...axes.map((axis) => ofAxis(axis, pointwise ? 'periodic' : boundary)),
  ];
}

/** Whether a point reads at most one source through each tap. */
const isFunction = ({ rule, hits }: AxisReads) =>
  rule !== null || hits.every((list) => new Set(list.map(({ tap }) => tap)).size === list.length);

/**
 * The side that a weight gradient goes through, each tap joining a point to at most one of the
 * other side: the input where it has fewer points, so that its zeros are not multiplied.
 */
export function sideOfTaps(geometry: ConvGeometry): Side {
  const fewer = sizeOf(inputSpace(geometry)) < sizeOf(outputSpace(geometry));
  return fewer && readsOf(geometry, 'input').every(isFunction) ? 'input' : 'output';
}
