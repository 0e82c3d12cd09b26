/** What is read off a trajectory at one time step: a value, a profile, the whole field. */

import type { Trajectory } from '../protocol.js';
import type { Point } from '../state/view-model.js';
import { type Field, frameAt } from './paint-field.js';

/** Data sets may differ in their number of channels: the last one stands for those that it lacks. */
export const channelOf = ({ channels }: Trajectory, channel: number): number =>
  Math.min(channel, channels - 1);

/** The point of the grid at a part of an axis. */
export const pointAt = ({ points }: Trajectory, part: number): number =>
  Math.min(points - 1, Math.max(0, Math.floor(part * points)));

/** Where the field of a channel at a time step begins. */
function startOf(trajectory: Trajectory, step: number, channel: number): number {
  const { channels, points, dims } = trajectory;
  return (frameAt(trajectory, step) * channels + channel) * points ** dims;
}

export function valueAt(
  { trajectory, minus }: Field,
  channel: number,
  step: number,
  point: Point,
): number {
  const { dims, points } = trajectory;
  let offset = 0;
  for (let axis = 0; axis < dims; axis++) {
    offset = offset * points + pointAt(trajectory, point[axis]!);
  }
  const at = startOf(trajectory, step, channel) + offset;
  return trajectory.values[at]! - (minus?.values[at] ?? 0);
}

/** The values along the first axis, through a point. */
export function profileOf(
  trajectory: Trajectory,
  channel: number,
  step: number,
  [, ...others]: Point,
): { x: number[]; y: Float64Array } {
  const { dims, points } = trajectory;
  const stride = points ** (dims - 1);
  let offset = 0;
  for (const part of others.slice(0, dims - 1))
    offset = offset * points + pointAt(trajectory, part);
  const from = startOf(trajectory, step, channel) + offset;
  return {
    x: Array.from({ length: points }, (_, i) => i / points),
    y: Float64Array.from({ length: points }, (_, i) => trajectory.values[from + i * stride]!),
  };
}

/** The field of a channel, copied. */
export function fieldOf(
  trajectory: Trajectory,
  channel: number,
  step: number,
): Float32Array<ArrayBuffer> {
  const from = startOf(trajectory, step, channel);
  return trajectory.values.slice(from, from + trajectory.points ** trajectory.dims);
}

/** The lowest and the highest of the numbers of a channel. */
export function rangeOf(trajectory: Trajectory, channel: number): [low: number, high: number] {
  const { values, frames, channels, points, dims } = trajectory;
  const size = points ** dims;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let frame = 0; frame < frames; frame++) {
    const from = (frame * channels + channel) * size;
    for (let i = from; i < from + size; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
