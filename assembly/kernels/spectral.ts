// Real D-dimensional transforms, both unscaled. Items = samples (E·B); sample i holds C fields.
// T is the element type of x, y and of the plans.
//
// Arguments of rfft:
//   0 x      [E, B, C, n0, (n1, (n2))]
//   1 y      [E, B, C, 2, modes…]: compact 0: (n0, (n1,)) n_last/2+1; else (2m, (2m,)) m
//   2 plan of axis 0   3 plan of axis 1   4 plan of axis 2   (unused axes: 0); the last axis takes a
//            real plan (kind 1, or 1 + 256·M with M >= the last-axis modes in use), the leading axes
//            complex ones (kind 0). See assembly/fft/plan.ts.
//   5 C      6 D      7 n0     8 n1     9 n2   (unused axes: 1)
//   10 compact: m, or 0 for the full layout
//   11 cutoff: K >= 0 writes zero where |k_i| > K on any axis; -1: none
//   12 adjoint: 1 makes it the adjoint of irfft with the same 10 and 11 (last-axis modes
//      0 < k < n/2 doubled, modes that irfft overwrites zero); 0: the transform itself
//
// Arguments of irfft: the same, with 0 = x, the spectrum, and 1 = y, the fields; 11: modes with
//   |k_i| > K on any axis count as zero; 12: 1 makes it the adjoint of rfft (last-axis modes
//   0 < k < n/2 halved, meeting modes of a compact layout added); 0: inverse complex transform
//   over the leading axes, then c2r, dropping the imaginary part of the last axis' DC and (even n)
//   Nyquist columns; meeting modes overwrite in order.
//
// Scratch: spectralScratchBytes (assembly/fft/host.ts).

import { SPACE_BYTES, Space, setSpace, spaceForward, spaceInverse } from '../fft/space';
import { int, ptr, scratch } from '../schedule/args';

function readSpace(ip: usize): Space {
  const space = changetype<Space>(scratch());
  setSpace(
    space, int(ip, 6), int(ip, 7), int(ip, 8), int(ip, 9),
    ptr(ip, 2), ptr(ip, 3), ptr(ip, 4), int(ip, 10), int(ip, 11),
  );
  return space;
}

export function rfft<T>(ip: usize, lo: i32, hi: i32): void {
  const space = readSpace(ip);
  const channels = int(ip, 5);
  const first = <usize>(lo * channels) * sizeof<T>();
  const x = ptr(ip, 0) + first * space.points();
  const y = ptr(ip, 1) + first * space.spectrumLength();
  const fields = (hi - lo) * channels;
  spaceForward<T>(space, x, y, fields, int(ip, 12) != 0, scratch() + SPACE_BYTES);
}

export function irfft<T>(ip: usize, lo: i32, hi: i32): void {
  const space = readSpace(ip);
  const channels = int(ip, 5);
  const first = <usize>(lo * channels) * sizeof<T>();
  const x = ptr(ip, 0) + first * space.spectrumLength();
  const y = ptr(ip, 1) + first * space.points();
  const fields = (hi - lo) * channels;
  spaceInverse<T>(space, x, y, fields, int(ip, 12) != 0, scratch() + SPACE_BYTES);
}
