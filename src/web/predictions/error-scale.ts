/** The scale of errors: from what most of them are, so that one point does not wash out the rest. */

import type { Trajectory } from '../protocol.js';

const PART = 0.99;
/** Of a trajectory: enough for a quantile, and few enough for a frame of the screen. */
const SAMPLES = 4096;

/**
 * The end of a scale for the errors of predictions against their reference: a round number above
 * nearly all of them, and at most `most`.
 */
export function errorLimit(
  predictions: readonly Trajectory[],
  reference: Trajectory,
  channel: number,
  most: number,
): number {
  const size = Math.max(
    0,
    ...predictions.map((prediction) => sizeOfMost(prediction, reference, channel)),
  );
  return size === 0 ? most : Math.min(most, roundedUp(size));
}

/** 1, 2 or 5 times a power of ten. */
export function roundedUp(size: number): number {
  const decade = 10 ** Math.floor(Math.log10(size));
  return decade * ([1, 2, 5].find((digit) => digit * decade >= size * (1 - 1e-9)) ?? 10);
}

interface Size {
  readonly reference: Trajectory;
  readonly channel: number;
  readonly size: number;
}

/** Of each prediction the one that was asked for last: the others have not changed when a run comes. */
const sizes = new WeakMap<Trajectory, Size>();

function sizeOfMost(prediction: Trajectory, reference: Trajectory, channel: number): number {
  const known = sizes.get(prediction);
  if (known?.reference === reference && known.channel === channel) return known.size;
  const size = measured(prediction, reference, channel);
  sizes.set(prediction, { reference, channel, size });
  return size;
}

/** What 99 of 100 errors do not exceed, of those that are finite. */
function measured(prediction: Trajectory, reference: Trajectory, channel: number): number {
  const { frames, channels, points, dims } = prediction;
  const size = points ** dims;
  const every = Math.max(1, Math.floor((frames * size) / SAMPLES));
  const errors: number[] = [];
  // An odd stride comes by every row and column.
  for (let at = 0; at < frames * size; at += every | 1) {
    const i = (Math.floor(at / size) * channels + channel) * size + (at % size);
    const error = Math.abs(prediction.values[i]! - reference.values[i]!);
    if (Number.isFinite(error)) errors.push(error);
  }
  errors.sort((a, b) => a - b);
  return errors[Math.ceil(PART * errors.length) - 1] ?? Number.POSITIVE_INFINITY;
}
