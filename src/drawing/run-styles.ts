/**
 * How the lines of runs are told apart: by eight colours, and by dashes from the ninth run on.
 *
 * Each colour has a contrast of at least 3 to 1 on white and on the dark paper of the page, so one
 * palette does for both, and they were chosen to differ most, also for who does not see red or green.
 */

const COLOURS = [
  ...['#2291f8', '#e56022', '#589c58', '#cc2880'],
  ...['#087988', '#7e62c6', '#846546', '#8490a2'],
];

/** Lengths of strokes and gaps in turn, in pixels; none is a line without gaps. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [14, 4],
  [9, 3, 2, 3, 2, 3],
  [3, 6],
];

/** The colour of the nth run, from 0. */
export function runColour(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

/** The dashes of the nth run: with its colour, no other of the first 56 has the same. */
export function runDash(index: number): readonly number[] {
  return DASHES[Math.floor(index / COLOURS.length) % DASHES.length]!;
}
