/** Amplitude spectra of states, for a chart. */

import type { Numbers } from '../../arrays.js';
import { rfftn } from '../../spectral/index.js';

/**
 * The root of the sum of the squared amplitudes in every shell |k| ≈ 0, 1, … ≤ N/2 of a field
 * `[...N]` (all axes of N points). A wave a·sin(k·x) has amplitude a.
 */
export function amplitudeSpectrum(field: Numbers, dims: number, n: number): Float64Array {
  const spectrum = rfftn(Float64Array.from(field), new Array<number>(dims).fill(n));
  const half = Math.floor(n / 2) + 1;
  const modes = spectrum.length / 2;
  const squares = new Float64Array(half);
  for (let mode = 0; mode < modes; mode++) {
    const last = mode % half;
    let distance = last * last;
    for (let rest = Math.floor(mode / half), axis = 1; axis < dims; axis++) {
      const k = rest % n;
      const wrapped = Math.min(k, n - k);
      distance += wrapped * wrapped;
      rest = Math.floor(rest / n);
    }
    const shell = Math.round(Math.sqrt(distance));
    if (shell >= half) continue;
    const isOwnMirror = last === 0 || 2 * last === n;
    const power = spectrum[mode]! ** 2 + spectrum[mode + modes]! ** 2;
    squares[shell]! += (isOwnMirror ? 1 : 2) * power;
  }
  // A real wave has two modes of half its amplitude: twice their squares make the amplitude's.
  const scale = field.length * field.length;
  return squares.map((power, shell) => Math.sqrt(((shell === 0 ? 1 : 2) * power) / scale));
}
