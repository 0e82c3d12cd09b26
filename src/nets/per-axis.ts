/** Numbers that may differ between the axes of space. */

import type { Rule } from '../checks.js';
import type { PerAxis } from '../graph/index.js';
import { SPACING } from './rules.js';

/** One number of points for all axes, or one for each of so many. */
export const spacingPerAxis = (dims: number): Rule => ({
  allowed: `${SPACING.allowed}, or a list of them for ${dims} ax${dims === 1 ? 'is' : 'es'}`,
  fits: (value) =>
    SPACING.fits(value) ||
    (Array.isArray(value) && value.length === dims && value.every(SPACING.fits)),
});

/** The number of each axis. */
export const eachAxis = (dims: number, value: PerAxis): readonly number[] =>
  typeof value === 'number' ? Array<number>(dims).fill(value) : value;

/** `3` where the axes agree, else `3 x 5`. */
export function textPerAxis(value: PerAxis): string {
  const each = [...new Set([value].flat())];
  return each.length === 1 ? String(each[0]) : [value].flat().join(' x ');
}
