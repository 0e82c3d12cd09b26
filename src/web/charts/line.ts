/** A line of a chart, and what is drawn with it. */

export interface Line {
  /** `N: name` for a run. */
  readonly label: string;
  /** What it is called at its end, at marks and in notes, where there is little room: a run's number. */
  readonly tag?: string;
  readonly colour: string;
  /** Lengths of strokes and gaps in turn, in pixels. */
  readonly dash?: readonly number[];
  /** Ascending. */
  readonly x: readonly number[];
  /** What the axis has no place for leaves a gap. */
  readonly y: ArrayLike<number>;
  /** Drawn in the place of `y`, which then stands thinly behind it. */
  readonly smoothed?: ArrayLike<number>;
  readonly band?: Band;
}

/** Between what the values of the seeds lie, at each place of a line. */
export interface Band {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** What is called like this in a sentence. */
export const nameOf = ({ tag, label }: Line): string => (tag === undefined ? label : `run ${tag}`);

const PARTS = ['label', 'tag', 'colour', 'dash', 'x', 'y', 'smoothed', 'band'] as const;

/** Whether two lines are made of the same parts: who shows other values makes other lists. */
export const isSameLine = (one: Line, other: Line): boolean =>
  PARTS.every((part) => one[part] === other[part]);
