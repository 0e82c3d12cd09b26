/**
 * Curves on common places, as uPlot takes them, and no more of these than a screen shows.
 */

/** Null leaves a gap; undefined has no point there, and leaves none. */
export type AlignedValues = (number | null | undefined)[];

export interface Aligned {
  readonly x: number[];
  readonly values: readonly AlignedValues[];
}

export interface Curve {
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: ArrayLike<number>;
  /** How a value is drawn; null where it is not. */
  readonly drawn: (value: number) => number | null;
}

/** Of a column, from its edge, where its two values stand: one next to the other a slope would be a stair. */
const EDGE = 0.02;

/**
 * Where the places of all curves together are more than four for each of the `columns`, a column has
 * two: the least and the greatest value of each curve in it, in the order in which they come.
 */
export function alignedLines(curves: readonly Curve[], columns: number): Aligned {
  const places = new Set<number>();
  for (const x of new Set(curves.map((curve) => curve.x))) {
    for (let i = 0; i < x.length && places.size <= 4 * columns; i++) places.add(x[i]!);
  }
  return places.size <= 4 * columns ? joined(curves, places) : gathered(curves, columns);
}

function joined(curves: readonly Curve[], places: ReadonlySet<number>): Aligned {
  const x = [...places].sort((a, b) => a - b);
  const values = curves.map((curve) => {
    const row: AlignedValues = new Array(x.length).fill(undefined);
    let at = 0;
    for (let i = 0; i < curve.x.length; i++) {
      while (x[at] !== curve.x[i]) at++;
      row[at] = curve.drawn(curve.y[i]!);
    }
    return row;
  });
  return { x, values };
}

function gathered(curves: readonly Curve[], columns: number): Aligned {
  const filled = curves.filter(({ x }) => x.length > 0);
  const first = Math.min(...filled.map(({ x }) => x[0]!));
  const width = (Math.max(...filled.map(({ x }) => x.at(-1)!)) - first) / columns;
  const x = Array.from(
    { length: 2 * columns },
    (_, i) => first + ((i >> 1) + (i % 2 === 0 ? EDGE : 1 - EDGE)) * width,
  );
  // A line begins and ends where it does.
  x[0] = first;
  x[x.length - 1] = first + columns * width;
  const values = curves.map((curve) => {
    const row: AlignedValues = new Array(x.length).fill(undefined);
    let i = 0;
    for (let column = 0; column < columns && i < curve.x.length; column++) {
      const end = column === columns - 1 ? Number.POSITIVE_INFINITY : first + (column + 1) * width;
      const from = i;
      while (i < curve.x.length && curve.x[i]! < end) i++;
      if (i > from) {
        const [one, other] = extremes(curve, from, i);
        row[2 * column] = one;
        row[2 * column + 1] = other;
      }
    }
    return row;
  });
  return { x, values };
}

/** The least and the greatest value drawn from … to - 1, in the order in which they come. */
function extremes({ y, drawn }: Curve, from: number, to: number): AlignedValues {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [leastAt, mostAt] = [-1, -1];
  for (let i = from; i < to; i++) {
    const value = drawn(y[i]!);
    if (value === null) continue;
    if (value < least) {
      least = value;
      leastAt = i;
    }
    if (value > most) {
      most = value;
      mostAt = i;
    }
  }
  if (leastAt < 0) return [null, undefined];
  if (leastAt === mostAt) return [least, undefined];
  return leastAt < mostAt ? [least, most] : [most, least];
}

/** Where values have neither one before nor one behind them. */
export function lonelyPoints(values: AlignedValues): number[] {
  const lonely: number[] = [];
  // The last place with a value, as long as none follows; -1 where there is none.
  let candidate = -1;
  let isAfterGap = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (value === null) {
      if (candidate >= 0) lonely.push(candidate);
      candidate = -1;
      isAfterGap = true;
    } else {
      candidate = isAfterGap ? i : -1;
      isAfterGap = false;
    }
  }
  return candidate < 0 ? lonely : [...lonely, candidate];
}
