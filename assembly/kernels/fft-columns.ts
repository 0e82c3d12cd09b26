// Complex transforms along a leading axis of planar spectra, unscaled, of vectors of neighbouring
// columns: the passes between the real transforms of the last axis (spectral.ts) and a spectrum.
// A row is what lies next to each other: modes of the last axis. Strides are bytes.
//
// Arguments of fftColumns (items = fields · others · vectors, in this order):
//   0 x   1 y   may be the same array
//   2 complex plan (kind 0) of length n
//   3 vectors: 16-byte vectors of a row   4 others: rows of the other leading axis, 1 if there is none
//   5 … 8 strides of x: field, plane (re, im), row of the other axis, row of this axis
//   9 … 12 strides of y
//   13 n
//   14 compact: m, or 0 for the full layout: rows of y (forward) or x (inverse) along this axis are
//      the modes 0..m-1, n-m..n-1; on the other side there are n rows
//   15 cutoff: K, modes |k| > K along the axis are written as zero (forward) or count as zero; -1: none
//   16 inverse: 0 exp(-2πi kn/N), 1 exp(+2πi kn/N)
//   17 adjoint: forward, where two rows of the layout are one mode, the first is zero; inverse, both
//      are added (0: the second overwrites the first)
//   18 points of the other axis, where its rows are in the layout of 14 and 15 too (rows beyond the
//      cutoff, and with 17 first rows of one mode: zeros forward, untouched inverse); else 0
//   19 modes: columns of x that count; forward, columns of y beyond are zero
//   20 width: columns of a row of y; a vector that reaches beyond is stored in part
//
// Scratch: fftScratchBytes(n).

import { ColumnPass, transformColumns } from '../fft/columns';
import { argumentsOf, scratch } from '../schedule/args';

export function fftColumns<T>(ip: usize, lo: i32, hi: i32): void {
  transformColumns<T>(changetype<ColumnPass>(argumentsOf(ip)), lo, hi, scratch());
}
