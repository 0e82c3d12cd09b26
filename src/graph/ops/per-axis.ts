/** Numbers that may differ between the axes of space. */

/** One number for all axes, or one for each. */
export type PerAxis = number | readonly number[];

/** The number of one axis. */
export const onAxis = (value: PerAxis, axis: number): number =>
  typeof value === 'number' ? value : value[axis];
