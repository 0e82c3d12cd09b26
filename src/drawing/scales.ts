/** What the values of a chart are to its axis, linear or logarithmic. */

import type { Scale } from './chart-options.js';

/** Values that no place of an axis stands for. */
export interface Unseen {
  readonly values: number;
  readonly nan: number;
  readonly infinite: number;
  /** 0 or less, which a logarithm does not have. */
  readonly notPositive: number;
}

/** Whether an axis has a place for a value. */
export const isSeen = (value: number, scale: Scale): boolean =>
  Number.isFinite(value) && (scale === 'linear' || value > 0);

/** How many values an axis has no place for. */
export function countUnseen(values: ArrayLike<number>, scale: Scale): Unseen {
  let [nan, infinite, notPositive] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else if (scale === 'log' && value <= 0) notPositive++;
  }
  return { values: values.length, nan, infinite, notPositive };
}

/** A domain that has an inside, also around one value. */
export function widened([low, high]: readonly [number, number], scale: Scale): [number, number] {
  if (low < high) return [low, high];
  if (scale === 'log') return [low / 2, high * 2];
  // Beyond 2^53, half of one is nothing.
  const room = Math.max(0.5, Math.abs(low) / 1024);
  return [low - room, high + room];
}

const count = (number: number, one: string, more = one) =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];

/** In words, which values are not shown; empty where all are. */
export function unseenText({ values, nan, infinite, notPositive }: Unseen): string {
  const kinds = [
    ...count(nan, 'NaN'),
    ...count(infinite, 'infinite'),
    ...count(notPositive, 'not above 0'),
  ];
  if (kinds.length === 0) return '';
  return `without ${kinds.join(', ')} of ${values} values`;
}
