/**
 * Curves of a long table: of all rows that agree in some columns, one curve, and at each place of it
 * the quantiles over what differs, the seeds.
 */

import {
  countUnseen,
  isSeen,
  runColour,
  type Scale,
  type Unseen,
  widened,
} from '../drawing/index.js';
import { type Group, groupBy, quantile, toldApart } from '../study/index.js';
import type { Table } from '../tables/index.js';

/** Over the seeds, at one place of a curve. */
export interface Quantiles {
  readonly x: number;
  readonly least: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly most: number;
}

export interface Curve {
  /** The values that its rows have in common, separated by commas. */
  readonly label: string;
  readonly colour: string;
  /** Seeds at the place that has most. */
  readonly seeds: number;
  /** In order of x. */
  readonly points: readonly Quantiles[];
}

export interface Curves {
  readonly curves: readonly Curve[];
  readonly unseen: Unseen;
  /** How many places of the table one place of a curve stands for. */
  readonly every: number;
}

export interface CurveColumns {
  readonly x: string;
  readonly y: string;
  /** What tells curves apart; by default whatever tells experiments apart. */
  readonly hue?: string | readonly string[];
  /** All labels that have a colour, in order; those of the table by default. */
  readonly labels?: readonly string[];
  readonly scale: Scale;
}

/** Places of a curve: more are not told apart on a screen. */
const MOST_PLACES = 240;

/** What a curve of rows with these values in common is called. */
export const labelOf = (key: Group['key']): string => key.map((value) => String(value)).join(', ');

/** The rows of each curve, by its label. */
export function curveRows(
  given: Table,
  hue: string | readonly string[] | undefined,
): { label: string; rows: readonly number[] }[] {
  const { table, names } =
    hue === undefined ? toldApart(given) : { table: given, names: [hue].flat() };
  if (names.length === 0) {
    return [{ label: '', rows: Array.from({ length: table.numRows }, (_, row) => row) }];
  }
  return groupBy(table, names).map(({ key, rows }) => ({ label: labelOf(key), rows }));
}

/** The curves of a table, sorted by their labels or in the order of `labels`. */
export function curvesOf(table: Table, { x, y, hue, labels, scale }: CurveColumns): Curves {
  const [places, values] = [table.numbers(x), table.numbers(y)];
  const distinct = Float64Array.from(new Set(Array.from(places))).sort();
  const every = Math.max(1, Math.ceil(distinct.length / MOST_PLACES));
  // The last place is where a training ended.
  const shown = new Set(distinct.filter((_, i) => (distinct.length - 1 - i) % every === 0));
  const groups = curveRows(table, hue);
  const order = labels ?? groups.map(({ label }) => label);
  const curves = groups
    .filter(({ label }) => order.includes(label))
    .sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
    .map(({ label, rows }): Curve => {
      const seeds = new Map<number, number[]>();
      for (const row of rows) {
        const place = places[row]!;
        if (!shown.has(place) || Number.isNaN(values[row]!)) continue;
        const there = seeds.get(place);
        if (there === undefined) seeds.set(place, [values[row]!]);
        else there.push(values[row]!);
      }
      const points = [...seeds].sort(([a], [b]) => a - b).map(([at, all]) => quantilesOf(at, all));
      const most = [...seeds.values()].reduce((count, all) => Math.max(count, all.length), 0);
      return { label, colour: runColour(order.indexOf(label)), seeds: most, points };
    });
  const drawn = groups.filter(({ label }) => order.includes(label)).flatMap(({ rows }) => rows);
  return {
    curves,
    unseen: countUnseen(
      drawn.map((row) => values[row]!),
      scale,
    ),
    every,
  };
}

function quantilesOf(x: number, values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort();
  const [least, low, middle, high, most] = [0, 0.25, 0.5, 0.75, 1].map((fraction) =>
    quantile(sorted, fraction),
  ) as [number, number, number, number, number];
  return { x, least, low, middle, high, most };
}

const ALL = ['least', 'low', 'middle', 'high', 'most'] as const;
const INNER = ['low', 'middle', 'high'] as const;

type QuantileName = (typeof ALL)[number];

/** The least and the greatest of these values that an axis can show; undefined where there is none. */
export function extentOf(
  curves: readonly Curve[],
  scale: Scale,
  names: readonly QuantileName[] = ALL,
): [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of curves) {
    for (const point of points) {
      for (const value of names.map((name) => point[name])) {
        if (!isSeen(value, scale)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return low <= high ? [low, high] : undefined;
}

/**
 * Where the y axis ends: it shows all medians and quartiles, and the extremes as far as a decade
 * beyond, or half as much again: one seed that diverged would flatten all else.
 */
export function domainOf(curves: readonly Curve[], scale: Scale): [number, number] {
  const [inner, outer] = [extentOf(curves, scale, INNER), extentOf(curves, scale)];
  if (inner === undefined || outer === undefined) return [1, 10];
  const [low, high] = inner;
  const room = (high - low) / 2;
  const [least, most] = scale === 'log' ? [low / 10, high * 10] : [low - room, high + room];
  return widened([Math.max(least, outer[0]), Math.min(most, outer[1])], scale);
}
