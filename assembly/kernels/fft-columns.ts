/**
 * Complex transforms along a leading axis of planar spectra, unscaled, of vectors of neighbouring
 * columns: the passes between the real transforms of the last axis (spectral.ts) and a spectrum.
 * A row is what lies next to each other: modes of the last axis.
 */

import { transformColumns } from '../fft/columns';
import { scratch } from '../schedule/args';

export function fftColumns<T>(ip: usize, lo: i32, hi: i32): void {
  transformColumns<T>(ip, lo, hi, scratch());
}
