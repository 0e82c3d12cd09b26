/** An initial state that is painted, stepped by a trained network and by the reference solver. */

export function Paint() {
  return null;
}
