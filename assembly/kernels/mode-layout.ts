/**
 * Rows of the weights and of compact spectra (2a, (2b,) m) of a spectral convolution.
 *
 * Weights lie as [block, in, out, a, (b,) m], 2^(D-1) blocks of a (b) rows each; the first leading
 * axis toggles fastest: bit 0 of a block is the upper half of the first leading axis, bit 1 of the
 * second.
 */

/** Index in the compact layout of a row of a block of `rows`; `middle` is b. */
// @ts-ignore: decorator
@inline
export function rowInLayout(block: i32, row: i32, rows: i32, middle: i32, dims: i32): i32 {
  if (dims == 1) return 0;
  if (dims == 2) return block * rows + row;
  const i = (block & 1) * (rows / middle) + row / middle;
  const j = (block >> 1) * middle + (row % middle);
  return i * 2 * middle + j;
}
