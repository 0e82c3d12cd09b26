/**
 * The geometry of a convolution: which points of the input each point of the output reads.
 *
 * One value says it for the op, its gradients, the kernels of both backends and the reference. It
 * is made and checked once, by `convGeometry`; the gradients carry that of the convolution whose
 * gradients they are.
 *
 * Along each axis the input is continued beyond both ends as the boundary says, then spread: behind
 * each point come `inputDilation` - 1 zeros. Counted from the input's first point, output n and tap
 * t read place
 *
 *     n·stride + t·dilation - before
 *
 * of the result. The padding is the customary "same" one, before = ⌊(k-1)/2⌋·dilation and after =
 * ⌊k/2⌋·dilation, so that there are as many outputs as places, divided by the stride and rounded
 * up. (pdequinox `PhysicsConv`, `PhysicsConvTranspose`: an even kernel reaches one further behind;
 * a stride takes the outputs 0, stride, 2·stride, … of the convolution without one; a transposed
 * convolution with stride s is an input dilation of s, its kernel is not flipped.)
 */

import { checkOptions, LATER, type Rules } from '../../checks.js';
import { UserError } from '../../errors.js';
import type { Shape } from '../tensor.js';
import { onAxis, type PerAxis } from './per-axis.js';

/**
 * What lies beyond the ends: the other end again, zeros (Dirichlet), the mirror image without the
 * last point itself (Neumann; where it ends it is mirrored in turn), or the last point.
 */
export type Boundary = (typeof BOUNDARIES)[number];

const BOUNDARIES = ['periodic', 'zeros', 'reflection', 'edge'] as const;

/** One axis of a convolution. */
export interface ConvAxis {
  /** Points of the input. */
  readonly input: number;
  /** Points of the output. */
  readonly output: number;
  /** Taps. */
  readonly kernel: number;
  /** Places from one output to the next. */
  readonly stride: number;
  /** Places from one tap to the next. */
  readonly dilation: number;
  /** Places from one point of the input to the next. */
  readonly inputDilation: number;
  /** Places that the first output's taps reach before the first point. */
  readonly before: number;
  /** Places that the taps reach behind the one on which they are centred. */
  readonly after: number;
}

/** Where a convolution reads. */
export interface ConvGeometry {
  /** What lies beyond the ends of the domain. */
  readonly boundary: Boundary;
  /** Of one to three spatial axes. */
  readonly axes: readonly ConvAxis[];
}

/** How one axis is gone through, or all of them. */
export interface ConvSteps<N> {
  /** Default 1. */
  stride?: N;
  /** Default 1. */
  dilation?: N;
  /** Default 1. */
  inputDilation?: N;
}

/** For `ops.conv`: the steps along each axis, and what lies beyond its ends. */
export interface ConvOptions extends ConvSteps<PerAxis> {
  /** On all axes. Default 'periodic'. */
  boundary?: Boundary;
}

/** How far the taps of a kernel reach before and behind the place on which they are centred. */
export function kernelReach(kernel: number, dilation = 1): [before: number, after: number] {
  return [((kernel - 1) >> 1) * dilation, (kernel >> 1) * dilation];
}

/** One axis of `input` points under a kernel of `kernel` taps. */
export function convAxis(
  input: number,
  kernel: number,
  { stride = 1, dilation = 1, inputDilation = 1 }: ConvSteps<number> = {},
): ConvAxis {
  const [before, after] = kernelReach(kernel, dilation);
  const output = Math.ceil((input * inputDilation) / stride);
  return { input, output, kernel, stride, dilation, inputDilation, before, after };
}

const OPTIONS: Rules = { stride: LATER, dilation: LATER, inputDilation: LATER, boundary: LATER };

/**
 * The geometry of a convolution of an input of spatial shape `input` with a kernel of shape
 * `kernel`. Throws an Error where they do not fit together.
 */
export function convGeometry(input: Shape, kernel: Shape, options: ConvOptions = {}): ConvGeometry {
  checkOptions('convolution', options, OPTIONS);
  const { stride = 1, dilation = 1, inputDilation = 1, boundary = 'periodic' } = options;
  const refusal = (why: string) =>
    new UserError(`convolution of [${input}] with a kernel of [${kernel}]: ${why}`);
  if (input.length < 1 || input.length > 3) throw refusal('there are one to three spatial axes');
  if (kernel.length !== input.length) throw refusal('the kernel has the axes of the input');
  const counts = { kernel, stride, dilation, 'input dilation': inputDilation };
  for (const [name, value] of Object.entries<PerAxis>(counts)) {
    if (typeof value !== 'number' && value.length !== input.length) {
      throw refusal(`${name} [${value}] is neither one number nor one for each axis`);
    }
    if ([value].flat().some((n) => !Number.isInteger(n) || n < 1)) {
      throw refusal(`${name} ${value} is not a whole number of at least 1`);
    }
  }
  if (!BOUNDARIES.includes(boundary)) {
    throw refusal(`the boundary '${boundary}' is none of ${BOUNDARIES.join(', ')}`);
  }
  const axes = input.map((points, a) =>
    convAxis(points, kernel[a], {
      stride: onAxis(stride, a),
      dilation: onAxis(dilation, a),
      inputDilation: onAxis(inputDilation, a),
    }),
  );
  return { boundary, axes };
}

/**
 * The point that a row of n mirrored in both its ends, and the images in turn, shows at any place;
 * one point alone stands everywhere. (numpy `pad`, mode 'reflect'.)
 */
function reflected(place: number, n: number): number {
  if (n === 1) return 0;
  const around = Math.abs(place) % (2 * (n - 1));
  return Math.min(around, 2 * (n - 1) - around);
}

/**
 * The point of the input that a convolution reads at a place of an axis, counted from the first
 * point; -1 where it reads a zero.
 */
export function pointAt({ input, inputDilation }: ConvAxis, boundary: Boundary, place: number) {
  const point = Math.floor(place / inputDilation);
  if (point * inputDilation !== place) return -1;
  if (point >= 0 && point < input) return point;
  switch (boundary) {
    case 'periodic':
      return ((point % input) + input) % input;
    case 'zeros':
      return -1;
    case 'reflection':
      return reflected(point, input);
    case 'edge':
      return point < 0 ? 0 : input - 1;
  }
}

/** Whether every output stands on an input and reads around the ends, all axes by the same taps. */
export const isPlain = ({ boundary, axes: [first, ...others] }: ConvGeometry): boolean =>
  boundary === 'periodic' &&
  first.stride * first.inputDilation === 1 &&
  others.every((a) => STEPS.every((one) => a[one] === first[one]));

const STEPS = ['kernel', 'stride', 'dilation', 'inputDilation'] as const;

/** The spatial shape of the input. */
export const inputSpace = ({ axes }: ConvGeometry): Shape => axes.map(({ input }) => input);

/** The spatial shape of the output. */
export const outputSpace = ({ axes }: ConvGeometry): Shape => axes.map(({ output }) => output);

/** The taps along each axis. */
export const kernelShape = ({ axes }: ConvGeometry): Shape => axes.map(({ kernel }) => kernel);
